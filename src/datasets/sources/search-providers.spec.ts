import { SEARCH_PROVIDERS } from './search-providers';

it('has every provider under its own name', () => {
  for (const [name, provider] of Object.entries(SEARCH_PROVIDERS)) expect(provider.name).toBe(name);
});

it('begins with states that are JSON', () => {
  for (const provider of Object.values(SEARCH_PROVIDERS)) {
    const state = provider.begin(['red panda', 'Ærø']);
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  }
});
