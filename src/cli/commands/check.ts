import { resolve } from 'node:path';
import type { Command } from 'commander';
import { checkCampaign, singleMessage } from '../../campaign/campaign.ts';
import type { CampaignCheck, CheckReport } from '../../campaign/check.ts';
import { recordingList } from '../../campaign/recording-list.ts';
import { StitchError } from '../../errors.ts';
import { openRoots } from '../../library/roots.ts';
import type { CommandOptions } from '../../options/command.ts';
import { parseOptions } from '../../options/render.ts';
import { createStitcher, type Stitcher } from '../../stitcher.ts';
import { isRowsAddress, openRows } from '../campaign.ts';
import type { Io } from '../io.ts';
import { openCacheRepo, rootSettings } from '../locations.ts';
import { GivenOptions } from '../options.ts';
import { writeOutput } from '../output.ts';
import { checkText } from '../report/check.ts';
import { checkJson } from '../report/check-json.ts';
import { RowProgress } from '../report/row-progress.ts';
import { printable } from '../report/table.ts';

/** `stitch check`. @returns the exit code. */
export async function check(words: readonly string[], command: Command, io: Io): Promise<number> {
  const given = new GivenOptions(command, io);
  const settings = given.parseCommandOptions();
  const options = parseOptions(given.render(), given.nameOf);
  const address = words.join(' ');
  const troubles: string[] = [];
  const stitcher = createStitcher(await openRoots(settings.roots, rootSettings(settings)), {
    cache: await openCacheRepo(settings, io),
    onWarning: (trouble) => troubles.push(trouble),
    mayBeEmpty: true, // then everything is to be recorded
  });
  refuseOwnInput(address, settings);
  const { campaign, share } = isRowsAddress(address, settings)
    ? await openRows(address, stitcher, settings, options, io)
    : { campaign: singleMessage(stitcher, address, options.lang), share: () => null };
  const progress = new RowProgress(io, !settings.quiet, share);
  const onWindow = ({ rows, unsayable }: CampaignCheck) => {
    progress.update(rows, unsayable);
    return !settings.strict || unsayable === 0;
  };
  const checking = checkCampaign(stitcher, campaign, { options, onWindow });
  const report = await checking.finally(() => progress.clear());
  if (settings.strict && report.unsayable > 0) throw firstUnsayable(report);
  await tell(report, address, settings, stitcher, io);
  if (!settings.quiet) {
    for (const trouble of troubles) await io.stderr.write(`warning: ${printable(trouble)}\n`);
  }
  return report.unsayable > 0 ? 3 : 0;
}

/** Refuses to write the list over the rows. @throws StitchError usage/option. */
function refuseOwnInput(address: string, { recordingList: list }: CommandOptions): void {
  if (list === undefined || list === '-' || resolve(list) !== resolve(address)) return;
  const what = `--recording-list ${list} would replace the rows; give it another name`;
  throw new StitchError('usage/option', what);
}

async function tell(
  report: CheckReport,
  address: string,
  settings: CommandOptions,
  stitcher: Stitcher,
  io: Io,
): Promise<void> {
  const { recordingList: list } = settings;
  if (list !== undefined) {
    const folders = await foldersOf(report, stitcher);
    await writeOutput(list, recordingList(report, folders), settings, io);
  }
  if (settings.quiet && !settings.json) return;
  await io.stdout.write(settings.json ? checkJson(report) : checkText(report, address, list));
}

/** Where the clips of each language belong, where each has its own folder. */
async function foldersOf(
  { missing, replaced }: CheckReport,
  stitcher: Stitcher,
): Promise<Readonly<Record<string, string>>> {
  if ((await stitcher.languages()) === null) return {};
  const languages = new Set([...missing, ...replaced].map(({ lang }) => lang));
  const folders = [...languages].map(async (lang) => [lang, await stitcher.addressOf(lang)]);
  return Object.fromEntries(await Promise.all(folders));
}

function firstUnsayable({ rows, problems: faults, missing }: CheckReport): StitchError {
  const [fault] = faults;
  const [word] = missing;
  const what =
    fault?.what ?? `there is no clip for ${JSON.stringify(word!.word)}, as in "${word!.example}"`;
  const where = rows === 1 ? 'row 1' : `one of the first ${rows} rows`;
  return new StitchError('batch/bad-row', `${where} cannot be said: ${what}`);
}
