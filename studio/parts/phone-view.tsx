import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import qrcode from 'qrcode-generator';
import { api } from '../api.ts';
import { attempt } from '../state.ts';
import { t } from '../text.ts';

/** Light modules around the code, as its standard asks. */
const MARGIN = 4;
const MODULE_PIXELS = 6;

const link = signal<string | null>(null);

/** A code that lets a phone in, once. */
export function PhoneView() {
  const isLocal = /^(localhost|127\.|\[::1\])/.test(location.hostname);
  const isPlain = location.protocol === 'http:';
  return (
    <div class="phone">
      <p>{t('phone_what')}</p>
      {isLocal && <p class="notice">{t('phone_local')}</p>}
      {!isLocal && isPlain && <p class="notice">{t('phone_plain')}</p>}
      <p>
        <button type="button" class="main" onClick={() => attempt('code', makeLink)}>
          {t(link.value === null ? 'phone_code' : 'phone_again')}
        </button>
      </p>
      {link.value !== null && (
        <>
          <QrCode text={link.value} />
          <p class="key link">{link.value}</p>
        </>
      )}
    </div>
  );
}

async function makeLink(): Promise<void> {
  const { code } = await api.code();
  link.value = `${location.origin}/studio/#k=${code}`;
}

function QrCode({ text }: { readonly text: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const code = qrcode(0, 'M');
    code.addData(text);
    code.make();
    const modules = code.getModuleCount();
    const to = canvas.current!;
    to.width = (modules + 2 * MARGIN) * MODULE_PIXELS;
    to.height = to.width;
    const draw = to.getContext('2d')!;
    draw.fillStyle = '#fff';
    draw.fillRect(0, 0, to.width, to.height);
    draw.fillStyle = '#000';
    for (let row = 0; row < modules; row++)
      for (let column = 0; column < modules; column++)
        if (code.isDark(row, column))
          draw.fillRect(
            (column + MARGIN) * MODULE_PIXELS,
            (row + MARGIN) * MODULE_PIXELS,
            MODULE_PIXELS,
            MODULE_PIXELS,
          );
  }, [text]);
  return <canvas ref={canvas} class="qr" role="img" aria-label={t('phone_qr')} />;
}
