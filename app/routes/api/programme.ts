import type { LoaderFunctionArgs } from '@remix-run/node';

/** The programme for other programs: the conference, its sessions, speakers, rooms and tracks. Times are UTC. */
export async function loader({ context }: LoaderFunctionArgs) {
  const [conference, programme] = await Promise.all([context.content.getConference(), context.content.getProgramme()]);
  const { name, startsOn, endsOn, timeZone } = conference;
  return Response.json(
    { conference: { name, startsOn, endsOn, timeZone }, ...programme },
    {
      headers: {
        'Cache-Control': 'public, max-age=0, s-maxage=300, stale-while-revalidate=600, stale-if-error=86400',
        'Access-Control-Allow-Origin': '*',
      },
    },
  );
}
