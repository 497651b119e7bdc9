// `node --import` this before a web worker, and it ends as a process without any drain does when it is told to go.
process.prependListener('SIGINT', () => process.exit(0));
