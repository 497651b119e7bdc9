import type { ProgrammeFilter } from '../../../core/programme/filter.ts';

type Choice = { value: string; label: string };

function ChoiceField({
  name,
  label,
  all,
  choices,
  chosen,
}: {
  name: string;
  label: string;
  all: string;
  choices: Choice[];
  chosen: string;
}) {
  if (choices.length < 2) return null;
  return (
    <div className="field">
      <label htmlFor={`filter-${name}`}>{label}</label>
      <select id={`filter-${name}`} name={name} defaultValue={chosen}>
        <option value="">{all}</option>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </div>
  );
}

/** A plain GET form: the address says what is shown, so it can be shared and cached. */
export function ProgrammeForm({
  filter,
  choices,
}: {
  filter: ProgrammeFilter;
  choices: { days: (Choice & { short: string })[]; rooms: Choice[]; tracks: Choice[] };
}) {
  return (
    <search>
      <form className="programme-form" action="/programme" method="get">
        <div className="field programme-form__words">
          <label htmlFor="filter-q">Search</label>
          <input id="filter-q" type="search" name="q" defaultValue={filter.q} maxLength={100} autoComplete="off" />
        </div>
        <ChoiceField name="day" label="Day" all="All days" choices={choices.days} chosen={filter.day} />
        <ChoiceField name="room" label="Room" all="All rooms" choices={choices.rooms} chosen={filter.room} />
        <ChoiceField name="track" label="Track" all="All tracks" choices={choices.tracks} chosen={filter.track} />
        <button className="button button--quiet" type="submit">
          Show
        </button>
      </form>
    </search>
  );
}
