// The part we use of what PM2 7 itself brings for its own monitor; it has no types.
declare module 'tx2' {
  const tx2: {
    metric(options: { name: string; value: () => string | number }): unknown;
    action(name: string, run: (reply: (answer: object) => void) => void): void;
  };
  export default tx2;
}
