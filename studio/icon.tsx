/** The doorway of the site's own icon. */
export function FoyerIcon() {
  return (
    <svg viewBox="0 0 32 32" width="1em" height="1em" aria-hidden="true" focusable="false">
      <rect fill="#a8452c" width="32" height="32" rx="7" />
      <path fill="#fbf7f0" d="M7 27V16a9 9 0 0 1 18 0v11h-4V16a5 5 0 0 0-10 0v11z" />
      <path fill="#fbf7f0" d="M14 27V17a2 2 0 0 1 4 0v10z" opacity=".75" />
    </svg>
  );
}
