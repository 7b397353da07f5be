/**
 * How statements stand, over the facts of `beliefs-facts.ts`. A claim is `replaced` only by a certain link; what
 * else ends it was said later by the one who said it: what others say, or what is less sure, leaves it doubtful.
 */
export const standingRules = `
told(C) :- modality(C, fact), not ahead(C).
% What is said later may be of a time before.
replaced(C) :- superseded(C, D), told(D), moment(C, M), moment(D, N), M < N.
affirms(S, R, O, By, M) :- told(C), not denied(C), claim(C, S, R, O), said_by(C, By), moment(C, M).
reversed(D) :- denied(D), claim(D, S, R, O), said_by(D, By), moment(D, M), affirms(S, R, O, By, N), M < N.
denies(D, S, R, O, By, M) :- denied(D), not sign(D, never), told(D), not over(D), not replaced(D), not reversed(D),
  claim(D, S, R, O), said_by(D, By), moment(D, M).
dropped(C) :- claim(C, S, R, O), said_by(C, By), moment(C, M), denies(_, S, R, O, By, N), M < N.
lasts(C) :- cardinality(C, single).
lasts(C) :- cardinality(C, multiple).
% Where somebody says that a thing is elsewhere now, or that his boss is another now.
place("be in"). place("be located in"). place("be part of"). place("be based in").
put(C, S, A, By, M) :- place(R), claim(C, S, R, A), said_by(C, By), moment(C, M).
put(C, S, A, By, M) :- owned(C, _, _), named(C), claim(C, S, be, A), said_by(C, By), moment(C, M).
put_anew(S, B, By, N) :- sign(D, update), told(D), not denied(D), put(D, S, B, By, N).
outdated(C) :- put(C, S, A, By, M), put_anew(S, B, By, N), A != B, M < N.
holds(C) :- lasts(C), told(C), not denied(C), not over(C), not replaced(C), not dropped(C), not outdated(C).
one_at_a_time(S, R, O) :- cardinality(C, single), holds(C), claim(C, S, R, O).
happened(C) :- cardinality(C, event), told(C), not denied(C).

% What is said against it without being sure to take its place, and others who deny it, leave it open.
stands(D) :- told(D), not over(D), not replaced(D), not dropped(D), not outdated(D), not reversed(D).
doubtful(C) :- doubted(C, D), stands(D), not agree(C, D).
agree(C, D) :- doubted(C, D), claim(C, _, _, A), claim(D, _, _, B), located_in(A, B).
agree(C, D) :- doubted(C, D), claim(C, _, _, A), claim(D, _, _, B), located_in(B, A).
doubtful(C) :- holds(C), claim(C, S, R, O), said_by(C, By), denies(_, S, R, O, Other, _), By != Other.
% A thing is in two places only where one is in the other.
doubtful(C) :- owned(C, _, _), named(C), place(R), owned(D, _, _), named(D), place(Q), holds(C), holds(D),
  claim(C, S, R, A), claim(D, S, Q, B), A != B, not located_in(A, B), not located_in(B, A).

% "My sister is Ana": what is said of either is said of Ana. Who has sisters of two names has two sisters.
called(S, N) :- cardinality(C, multiple), owned(C, _, _), named(C), holds(C), claim(C, S, be, N).
known_as(S, N) :- called(S, N), not called_otherwise(S, N).
called_otherwise(S, N) :- called(S, N), called(S, M), N != M.
% Whom a claim is of, by the name that they go by: it rests on that claim alone, and on what names them.
tells_of(C, N, R) :- claim(C, S, R, _), known_as(S, N).
tells_of(C, S, R) :- claim(C, S, R, _), not known_as(S, _).

home("live in"). home("live at"). home("reside in"). home("be based in"). home("be located in").
arrival("move to"). arrival("move back to"). arrival("relocate to").
departure(leave). departure("move from"). departure("move away from"). departure("move out of").
moved(X, Place, M, By) :- arrival(R), tells_of(C, X, R), claim(C, S, R, Place), named(C), happened(C), moment(C, M),
  said_by(C, By).
settled(X, Place, M, By) :- home(R), tells_of(C, X, R), claim(C, S, R, Place), holds(C), moment(C, M), said_by(C, By).
leaves(X, Place, M, By) :- home(R), denies(D, S, R, Place, By, M), tells_of(D, X, R).
leaves(X, Place, M, By) :- departure(R), tells_of(C, X, R), claim(C, S, R, Place), happened(C), moment(C, M),
  said_by(C, By).
% A move ends what was before it; what is said of a home later ends a move. Two homes are for links to settle.
stays(X, Place, M) :- settled(X, Place, M, By), not moved_since(X, M, By), not left_since(X, Place, M, By).
stays(X, Place, M) :- moved(X, Place, M, By), not moved_since(X, M, By), not left_since(X, Place, M, By),
  not settled_since(X, Place, M, By).
moved_since(X, M, By) :- settled(X, _, M, By), moved(X, _, N, By), M < N.
moved_since(X, M, By) :- moved(X, _, M, By), moved(X, _, N, By), M < N.
settled_since(X, Place, M, By) :- moved(X, Place, M, By), settled(X, Other, N, By), M < N, Place != Other.
left_since(X, Place, M, By) :- settled(X, Place, M, By), leaves(X, Place, N, By), M < N.
left_since(X, Place, M, By) :- moved(X, Place, M, By), leaves(X, Place, N, By), M < N.

% What others say of somebody's home or work is open where it is not what that one, or a third, says.
rests(C, X, Place, By) :- home(R), tells_of(C, X, R), claim(C, S, R, Place), moment(C, M), said_by(C, By), stays(X, Place, M).
rests(C, X, Place, By) :- arrival(R), tells_of(C, X, R), claim(C, S, R, Place), moment(C, M), said_by(C, By),
  stays(X, Place, M).
doubtful(C) :- rests(C, X, A, By), not spoken(C), rests(_, X, B, Other), A != B, By != Other,
  not located_in(A, B), not located_in(B, A).
doubtful(C) :- job(C, P, A), not spoken(C), said_by(C, By), not ended_since(C), job(D, P, B), A != B,
  not ended_since(D), said_by(D, Other), By != Other.

employed("work at"). employed("work for"). employed("be employed by"). employed("be employed at").
% Firms and places move, but live nowhere; one who speaks does.
seated(X) :- claim(C, X, "be based in", _), not spoken(C).
seated(X) :- claim(C, X, "be located in", _), not spoken(C).
seated(X) :- employed(R), claim(_, _, R, X).
ending(leave). ending(quit). ending("switch from"). ending("resign from"). ending("be laid off from"). ending("be fired from").
ended(P, O, M, By) :- ending(R), tells_of(C, P, R), claim(C, S, R, O), happened(C), moment(C, M), said_by(C, By).
ended(P, O, M, By) :- employed(R), denies(D, S, R, O, By, M), tells_of(D, P, R).
ended_since(C) :- job(C, P, O), moment(C, M), said_by(C, By), ended(P, O, N, By), M < N.
job(C, P, O) :- employed(R), claim(C, S, R, O), tells_of(C, P, R), holds(C).
% "I quit Acme and joined Globex": to join is to work there where one leaves work in the same breath.
joining(join). joining("switch to").
job(C, P, O) :- joining(R), claim(C, S, R, O), tells_of(C, P, R), named(C), happened(C), said_in(C, Text),
  leaving(P, Text).
leaving(P, Text) :- ending(R), tells_of(D, P, R), claim(D, S, R, O), happened(D), worked(P, O), said_in(D, Text).
worked(P, O) :- employed(R), tells_of(C, P, R), claim(C, S, R, O).

owning(have). owning(own).
parting(sell). parting("give away"). parting(donate). parting("get rid of"). parting("throw away").
parted(P, O, M, By) :- parting(R), tells_of(C, P, R), claim(C, S, R, O), happened(C), moment(C, M), said_by(C, By).
parted(P, O, M, By) :- owning(R), denies(D, S, R, O, By, M), tells_of(D, P, R).
had(P, O, C) :- owning(R), claim(C, S, R, O), tells_of(C, P, R), holds(C).
had(P, O, C) :- owned(C, P, O), told(C), not over(C).
parted_since(C) :- had(P, O, C), moment(C, M), said_by(C, By), parted(P, O, N, By), M < N.

parent(mother). parent(father). parent(mom). parent(mum). parent(dad).
sibling(sister). sibling(brother).
wed(husband). wed(wife).
names(C, P, K, N) :- claim(C, _, be, N), owned(C, P, K), named(C), holds(C).

within("be in"). within("be part of").
% Whoever speaks or lives somewhere is elsewhere for a while only.
person(P) :- spoken(C), claim(C, P, _, _).
person(P) :- stays(P, _, _), not seated(P).
person(N) :- names(_, _, K, N), kin(K).
kin(K) :- parent(K).
kin(K) :- sibling(K).
kin(K) :- wed(K).
inside(A, B) :- within(R), claim(C, A, R, B), named(C), holds(C), not person(A).
inside(A, B) :- stays(A, B, _), seated(A).
`;

/** What follows from them: few, and right wherever what they rest on is. */
export const conclusionRules = `
lives_in(P, Place) :- stays(P, Place, _), not seated(P).
lives_in(S, Place) :- known_as(S, N), lives_in(N, Place).
lives_in(P, Region) :- stays(P, Place, _), not seated(P), located_in(Place, Region).
located_in(A, B) :- inside(A, B).
located_in(A, C) :- inside(A, B), located_in(B, C).
works_for(P, O) :- job(C, P, O), not ended_since(C).
works_for(S, O) :- known_as(S, N), works_for(N, O).
works_in(P, Place) :- works_for(P, O), located_in(O, Place).
has(P, O) :- had(P, O, C), not parted_since(C).
married_to(A, B) :- claim(C, A, "be married to", B), named(C), holds(C).
married_to(P, N) :- names(_, P, K, N), wed(K).
married_to(B, A) :- married_to(A, B).
sibling_of(P, N) :- names(_, P, K, N), sibling(K).
sibling_of(B, A) :- sibling_of(A, B).
parent_of(N, P) :- names(_, P, K, N), parent(K).
grandparent_of(G, P) :- parent_of(G, Q), parent_of(Q, P).
age(P, Years) :- claim(C, P, "be born on", _), told(C), not denied(C), not replaced(C), date(C, Y, Day),
  today(Now, Today), Day <= Today, Years = Now - Y.
age(P, Years) :- claim(C, P, "be born on", _), told(C), not denied(C), not replaced(C), date(C, Y, Day),
  today(Now, Today), Day > Today, Years = Now - Y - 1.
disputed(S, R, A, B) :- one_at_a_time(S, R, A), one_at_a_time(S, R, B), A < B.
disputed(S, R, O, denied) :- claim(C, S, R, O), holds(C), said_by(C, By),
  denies(_, S, R, O, Other, _), By != Other.
`;
