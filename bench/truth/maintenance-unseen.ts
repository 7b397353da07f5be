/**
 * Wordings of a change that nothing was tried on: written without sight of what reads them.
 * {A}: the old place or firm; {B}: the new one, in `moving` and `relinking` only. {object}: the thing with its
 * article, or the taste; {thing}: without the article; {verb}: in its base form.
 */
type Cells<Topic extends string> = Readonly<Record<Topic, readonly string[]>>;

export const unseen: {
  readonly moving: Cells<"home" | "work" | "thing" | "taste">;
  readonly ending: Cells<"home" | "work" | "thing" | "taste">;
  readonly returning: Cells<"home" | "work" | "thing" | "taste">;
  readonly relinking: Cells<"home" | "work">;
} = {
  moving: {
    home: [
      "The rent in {A} got ridiculous, so we ended up moving to {B} last month.",
      "I'm not in {A} these days, I've been living in {B} since the spring.",
      "We finally got the keys to our new place in {B}, and we've been living there since Saturday.",
      "I've left {A} behind and settled down in {B}, and honestly I couldn't be happier.",
      "Update your notes please: my home address is in {B} now, not in {A}.",
      "After all those years in {A}, I've made {B} my home.",
      "My partner found a job in {B}, so that's where we both live now.",
      "It still feels strange to say it, but I'm a {B} resident now instead of a {A} one.",
    ],
    work: [
      "I got the job at {B}! Monday was my first day, and I've already forgotten all about {A}.",
      "{A} wasn't paying me enough, so I went to work for {B} instead.",
      "I'm not with {A} these days, {B} is my employer now.",
      "They made me a great offer over at {B}, so I said yes and I've been working there since last week.",
      "My whole team at {A} was cut, but luckily I've been hired by {B} and I've already started.",
      "Since the beginning of the month I've been employed by {B} rather than {A}.",
      "I finally said goodbye to {A} and joined {B}, and it's been such a relief.",
      "{B} pays my salary now, I stopped working for {A} a few weeks ago.",
    ],
    thing: [
      "I was running out of room in {A}, so I took my {thing} over to {B} and that's where it is now.",
      "My {thing} isn't in {A} these days, I've been keeping it in {B} since last month.",
      "We've had my {thing} transferred from {A} to {B}, so look for it there.",
      "My brother drove up yesterday and took my {thing} from {A} to {B} for me.",
      "If you're looking for my {thing}, don't bother with {A}: it's been in {B} since Tuesday.",
      "My {thing} was moved to {B} over the weekend, and I feel a lot better about it being there.",
      "I keep my {thing} in {B} these days because {A} was just too far away.",
      "My {thing} got shipped from {A} to {B} and it arrived safely this morning.",
    ],
    taste: [],
  },
  ending: {
    home: [
      "My lease ran out last month, so I'm not living in {A} any longer.",
      "I haven't lived in {A} since the spring, it just got too expensive.",
      "We sold the house in {A} and left town for good.",
      "I used to live in {A}, but I don't these days.",
      "We finally left {A} last weekend, and I cried the whole way out because it was our home for so long.",
      "I got evicted from my flat in {A}, so I can't call that home any longer.",
      "Please take {A} off my profile, I stopped living there a while ago.",
      "I couldn't stand the noise in {A} any longer, so I packed my bags and moved away.",
    ],
    work: [
      "Friday was my last day at {A}, and I'm still a bit sad about it.",
      "I was made redundant by {A} last week, so I'm out of a job.",
      "{A} fired me yesterday and I honestly didn't see it coming.",
      "I used to work for {A}, but I left a couple of months ago.",
      "I couldn't take the stress at {A} any longer, so I've resigned and I'm already out.",
      "My contract with {A} ended in June and they didn't renew it.",
      "I haven't been employed at {A} since the summer, so please stop listing it as my job.",
      "I retired from {A} last month and I'm loving the free time.",
    ],
    thing: [
      "My {thing} was stolen last night and I'm pretty upset about it.",
      "I needed the money, so my {thing} has been sold.",
      "I gave my {thing} away last week because I never had time for it.",
      "I used to have {object}, but I don't own one these days.",
      "My {thing} broke beyond repair, so I threw it out.",
      "We ended up donating my {thing} to charity, so it isn't mine any longer.",
      "I haven't had {object} since the spring, and I kind of miss it.",
      "I lost my {thing} for good, so I'm afraid I'm without one now.",
    ],
    taste: [
      "I used to {verb} {object}, but I really don't these days.",
      "I've completely lost interest in {object}, and I don't even know why.",
      "I got so tired of {object} that I can't say I {verb} that sort of thing any longer.",
      "To be honest, I stopped liking {object} a while ago.",
      "I can't stand {object} these days, I guess I had too much of it.",
      "I've fallen out of love with {object} over the last few months.",
      "Please don't suggest {object} to me, I've stopped enjoying that kind of thing.",
      "My feelings have changed over time: I don't like {object} at all now.",
    ],
  },
  returning: {
    home: [
      "I missed my friends too much, so I've moved back to {A} and I live there again.",
      "It didn't work out elsewhere, so we're living in {A} again.",
      "Guess what, I got my old flat in {A} back and I've been living there again since Sunday.",
      "We've come back to live in {A}, and it feels like we never left.",
      "I was away for a while, but since last week {A} has been my home again.",
      "I'm a {A} resident again, you can put my old address back in your notes.",
      "We changed our minds and settled in {A} again, this time to stay.",
      "After some time away I've made {A} my home again.",
    ],
    work: [
      "{A} called and offered me my old job, so I'm working there again.",
      "I've been rehired by {A}, and I start my mornings at the same old desk again.",
      "It turns out I missed the people, so I've gone back to working for {A}.",
      "I was gone for a while, but {A} is my employer again as of Monday.",
      "They gave me my job back at {A}, and I'm so relieved.",
      "Since last week I've been on the payroll at {A} again.",
      "I changed my mind about leaving and I'm employed at {A} once again.",
      "{A} hired me back last month, so I work there again after all.",
    ],
    thing: [
      "Good news, my {thing} was returned to me yesterday, so I have it again.",
      "I couldn't bear being without it, so I bought my {thing} back.",
      "After all that time without one, I own {object} again.",
      "They finally gave my {thing} back to me, and I'm so happy.",
      "I've got my {thing} again after all, it came back to me this morning.",
      "The police found my {thing}, so it's mine again and safely back with me.",
      "I regretted being without one, so I've got {object} again since last week.",
      "My {thing} is back in my possession, I picked it up on Saturday.",
    ],
    taste: [
      "I took a long break, but these days I {verb} {object} all over again.",
      "I gave {object} another chance last week, and now I {verb} {object} just like before.",
      "I thought I was over {object}, but I've fallen in love with {object} all over again.",
      "I've come to {verb} {object} again, and that makes me really happy.",
      "My love for {object} has come back, I honestly didn't expect that.",
      "I've changed my mind once more: I really do {verb} {object} again.",
      "A friend got me hooked on {object} again, and I'm having as much fun as I used to.",
      "I was sick of {object} for a while, but I'm a fan again.",
    ],
  },
  relinking: {
    home: [
      "After the vote last month, {A} was officially made part of {B}.",
      "They changed the boundaries this year, so {A} lies within {B} these days.",
      "{A} got merged into {B} in January, and nobody here is happy about it.",
      "It was in the news this morning: {A} has been absorbed by {B}.",
      "Because of the reform, {A} is counted as part of {B} now.",
      "{A} has been transferred to {B}, so all our paperwork says {B} now.",
      "{B} annexed {A} last week, and it still feels strange.",
      "Since the beginning of the year, {A} has belonged to {B}.",
    ],
    work: [
      "The rent was too high, so {A} has relocated its head office to {B}.",
      "{A} is run out of {B} these days, they moved the whole company last month.",
      "They've moved {A} to {B}, and half my colleagues are upset about the commute.",
      "{A} closed its old building and is located in {B} now.",
      "Since January, {A} has been based in {B}, because it's cheaper there.",
      "The whole company was moved last week, so you'll find {A} in {B} now.",
      "My company, {A}, just finished relocating to {B}.",
      "{A} has shifted its headquarters to {B}, and the old site has been shut down.",
    ],
  },
};
