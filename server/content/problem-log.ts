import type { Logger } from '../context.ts';
import type { DocumentProblem, ReportProblem } from './parse-document.ts';

/** Content is read every few seconds: a problem is logged when it appears, not each time it is seen. */
export function createProblemLog(log: Pick<Logger, 'warn'>) {
  const known = new Map<string, Set<string>>();
  return {
    /** Runs `read` and logs what it reports and the last run under this name did not, whether it ends well or throws. */
    collect<T>(name: string, read: (report: ReportProblem) => T): T {
      const found = new Map<string, DocumentProblem>();
      try {
        return read((problem) => found.set(JSON.stringify(problem), problem));
      } finally {
        for (const [key, problem] of found) {
          if (!known.get(name)?.has(key)) log.warn(problem, 'a document is not as the content model says');
        }
        known.set(name, new Set(found.keys()));
      }
    },
  };
}
