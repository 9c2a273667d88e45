// What the page knows. Everything but who is chosen and what is looked at comes from the rehearsal.

export const state = {
  about: {}, people: [], places: [], // who and what there is
  me: null, view: "desk", place: "personal", channel: null, inbox: false, // what is looked at; `place` counts on a phone
  clock: {}, seen: [], mails: { own: [], inbox: [] }, moments: [], knowledge: [], news: {}, // what there is to see
  looked: {}, // by person: how much of the news was looked at
  busy: 0,
};

export const personOf = (key) => state.people.find((person) => person.key === key);
export const me = () => personOf(state.me);
