import { Scene } from '../support/behaves-like/collection';
import { describeExport } from '../support/behaves-like/export';
import { SHOT_EXPORTS, SHOTS } from '../support/shots';

describe('exporting shots', () => {
  const scene = Scene.of(SHOTS);

  describeExport(scene, SHOT_EXPORTS);

  it('names the file after the project, and makes cells harmless that a spreadsheet would run', async () => {
    const { id } = await scene.t.newProject({ name: 'Film / "Écran" 漢字' });
    const episode = await scene.t.newEpisode(id, { name: '=Reel' });
    await scene.t.newShot(episode.id, { name: '=1+1', description: '-x', frame_start: -5 });
    const { body, headers } = await scene.t.request(
      'GET',
      `/projects/${id}/shots/export?columns=episode,name,description,frame_start`,
    );
    expect(body).toBe("episode,name,description,frame_start\n'=Reel,'=1+1,'-x,-5\n");
    expect(headers.get('content-disposition')).toBe(
      `attachment; filename*=UTF-8''${encodeURIComponent('Film _ _Écran_ 漢字.csv')}`,
    );
  });

  it('goes by episode, of the same project only', async () => {
    const { t, place } = scene;
    const other = await t.newEpisode(place.project);
    await scene.made({ name: 'here' });
    await t.newShot(other.id, { name: 'there' });
    const exported = (episode: string) =>
      t.request('GET', `/projects/${place.project}/shots/export?columns=name&episode_id=${episode}`);
    expect((await exported(other.id)).body).toBe('name\nthere\n');
    expect((await exported((await scene.newPlaceElsewhere()).parent)).status).toBe(400);
  });
});
