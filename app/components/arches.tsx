/** The house's picture: doorways in a row, and somebody coming in. On error pages the door is shut. */
export function Arches({ isShut = false }: { isShut?: boolean }) {
  return (
    <svg
      className={isShut ? 'arches arches--dim' : 'arches'}
      viewBox="0 0 400 480"
      aria-hidden="true"
      focusable="false"
    >
      <path className="arches__1" d="M0 480V200a200 200 0 0 1 400 0v280z" />
      <path className="arches__2" d="M44 480V204a156 156 0 0 1 312 0v276z" />
      <path className="arches__3" d="M84 480V210a116 116 0 0 1 232 0v270z" />
      <path className="arches__4" d="M120 480V218a80 80 0 0 1 160 0v262z" />
      <path className="arches__door" d="M150 480V228a50 50 0 0 1 100 0v252z" />
      {isShut ? null : (
        <>
          <path className="arches__beam" d="M150 420h100l76 60H74z" />
          <path
            className="arches__person"
            d="M176 350a11 11 0 1 1 22 0 11 11 0 0 1-22 0zm-5 88 3-56q1-16 13-16t13 16l3 56q-16 6-32 0z"
          />
          <path
            className="arches__person"
            d="M212 384a8 8 0 1 1 16 0 8 8 0 0 1-16 0zm-4 58 3-36q1-11 9-11t9 11l3 36q-12 5-24 0z"
          />
        </>
      )}
    </svg>
  );
}
