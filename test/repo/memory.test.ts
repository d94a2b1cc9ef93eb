import { MemoryRepo } from '../../src/repo/memory.ts';
import { repoContract } from './contract.ts';

repoContract('MemoryRepo', async () => new MemoryRepo());
