using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Memory;

public sealed class ConversationScorerTests
{
    private static readonly string[] Vocabulary = ["tea", "cake", "oats", "milk", "lemon", "river", "bridge", "boat"];

    [Test]
    public void Scores_are_those_of_a_plain_reading_of_every_field()
    {
        var seed = Random.Shared.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 200; round++)
        {
            var sessions = new Talk([.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => Enumerable.Range(0, random.Next(1, 12))
                .Select(_ => Enumerable.Range(0, random.Next(0, 9)).Select(_ => Vocabulary[random.Next(Vocabulary.Length)]).ToArray()).ToArray())]);
            var weights = new ConversationWeights { Previous = random.NextDouble(), Next = random.NextDouble(), TwoAway = random.NextDouble(), Session = random.NextDouble() };
            string[] query = [.. Vocabulary.Where(_ => random.Next(3) == 0)];
            using var scorer = new ConversationScorer(sessions, weights);
            foreach (var word in query)
            {
                scorer.AddWord(sessions.Postings(word));
            }

            var ranked = scorer.Top(1000);

            var expected = sessions.Score(query, weights);
            Assert.That(ranked, Has.Count.EqualTo(expected.Count), $"round {round}, seed {seed}");
            foreach (var turn in ranked)
            {
                Assert.That(turn.Score, Is.EqualTo(expected[(turn.Session, turn.Number)]).Within(1e-4), $"round {round}, seed {seed}");
            }

            Assert.That(ranked.Select(static turn => turn.Score), Is.Ordered.Descending);
            var few = random.Next(1, 8);
            Assert.That(Again(few), Is.EqualTo(ranked.Take(few)), $"round {round}, seed {seed}");

            IEnumerable<RankedTurn> Again(int count) => scorer.Top(count);
        }
    }

    [Test]
    public void What_a_turn_is_worth_besides_is_added_to_it_alone()
    {
        var talk = new Talk([[["tea"], [], ["cake"]], [["tea"]]]);
        using var scorer = new ConversationScorer(talk);

        scorer.Add(0, 2, 7);

        Assert.That(scorer.Top(10), Is.EqualTo(new[] { new RankedTurn(0, 2, 7) }));
    }

    [Test]
    public void Turns_that_may_not_be_found_leave_their_place_to_others()
    {
        var talk = new Talk([[["tea", "tea"], ["tea"], ["tea"]]]);
        using var scorer = new ConversationScorer(talk);
        scorer.AddWord(talk.Postings("tea"));

        var ranked = scorer.Top(1, static (_, number) => number != 1 && number != 2);

        Assert.That(ranked.Single().Number, Is.EqualTo(3));
    }

    [Test]
    public void The_best_of_what_turns_are_worth_beside_words_are_found_without_asking_of_every_turn()
    {
        var seed = Random.Shared.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 100; round++)
        {
            var talk = new Talk([.. Enumerable.Range(0, 4).Select(_ => Enumerable.Range(0, 50).Select(_ => new[] { Vocabulary[random.Next(Vocabulary.Length)] }).ToArray())]);
            using var scorer = new ConversationScorer(talk);
            scorer.AddWord(talk.Postings("tea"));
            scorer.Enter(3);
            var worth = Enumerable.Range(0, 4).Select(_ => Enumerable.Range(0, 51).Select(_ => random.Next(4) == 0 ? random.NextDouble() : 0).ToArray()).ToArray();
            var asked = 0;

            var best = scorer.Top(5, static _ => 1, (session, number) =>
            {
                asked++;
                return worth[session][number];
            }, null, null);

            var all = scorer.Top(1000, static _ => 1, (session, number) => worth[session][number], null, null);
            Assert.That(best, Is.EqualTo(all.Take(5)), $"round {round}, seed {seed}");
            Assert.That(all.Select(static turn => (turn.Session, turn.Number)), Is.SupersetOf(
                Enumerable.Range(1, 50).Where(number => worth[3][number] > 0).Select(static number => (3, number))), "a session that was entered");
            Assert.That(asked, Is.LessThan(200), $"round {round}, seed {seed}");
        }
    }

    [Test]
    public void Sessions_that_cannot_have_a_turn_among_the_best_are_not_scored()
    {
        var seed = Random.Shared.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        string[] query = ["common", "some", "rare", "rarer"];
        for (var round = 0; round < 5; round++)
        {
            var talk = new Talk([.. Enumerable.Range(0, 300).Select(_ => Enumerable.Range(0, 30).Select(_ => Words(random)).ToArray())]);
            var all = talk.Score(query, new ConversationWeights());
            var worth = Enumerable.Range(0, 9_000).Select(_ => random.Next(2) * 2.0).ToArray();
            foreach (var (count, extra, split) in new[] { (10, true, false), (10, false, true), (3, true, true), (20_000, true, true) })
            {
                using var scorer = new ConversationScorer(talk);
                foreach (var word in query)
                {
                    var postings = talk.Postings(word);
                    scorer.AddWord(split ? [.. postings.Where(static it => it.Number % 2 == 0), .. postings.Where(static it => it.Number % 2 == 1)] : postings);
                }

                var ranked = scorer.Top(count, static _ => 2, extra ? Extra : null, Admits, null);

                var expected = all.Where(turn => Admits(turn.Key.Session, turn.Key.Number))
                    .Select(turn => turn.Value + (extra ? Extra(turn.Key.Session, turn.Key.Number) : 0)).OrderDescending().Take(count).ToList();
                Assert.That(ranked.Select(static turn => turn.Score), Is.EqualTo(expected).Within(1e-3), $"round {round}, seed {seed}");
                Assert.That(ranked.All(turn => Math.Abs(all[(turn.Session, turn.Number)] + (extra ? Extra(turn.Session, turn.Number) : 0) - turn.Score) < 1e-3));
                Assert.That(scorer.Scored, count > 10 ? Is.EqualTo(300) : Is.LessThan(150), $"round {round}, seed {seed}");
            }

            double Extra(int session, int number) => worth[(session * 30) + number - 1];

            static bool Admits(int session, int number) => session % 7 != 0;
        }

        static string[] Words(Random random) =>
        [
            .. new[] { ("common", .5), ("some", .02), ("rare", .002), ("rarer", .001) }.Where(word => random.NextDouble() < word.Item2).Select(static word => word.Item1),
            .. Enumerable.Range(0, random.Next(1, 20)).Select(static _ => "other"),
        ];
    }

    /// <summary>Conversations in memory, and the same ranking without spreading anything.</summary>
    private sealed class Talk(string[][][] sessions) : IConversations
    {
        public int Sessions => sessions.Length;

        public long Turns => sessions.Sum(static session => session.Length);

        public long Words => sessions.Sum(Count);

        public int LastTurn(int session) => sessions[session].Length;

        public long WordsOf(int session) => Count(sessions[session]);

        public TurnPosting[] Postings(string word) =>
        [
            .. from session in Enumerable.Range(0, sessions.Length)
               from turn in Enumerable.Range(0, sessions[session].Length)
               let words = sessions[session][turn]
               where words.Contains(word)
               select new TurnPosting(session, turn + 1, words.Count(it => it == word), words.Length),
        ];

        public Dictionary<(int Session, int Number), double> Score(string[] query, ConversationWeights weights)
        {
            var scores = new Dictionary<(int, int), double>();
            var average = Math.Max(1, (double)Words / Turns);
            foreach (var word in query)
            {
                var idf = ConversationScorer.Idf(Turns, Postings(word).Length);
                var sessionIdf = ConversationScorer.Idf(Sessions, sessions.Count(session => session.Any(turn => turn.Contains(word))));
                for (var s = 0; s < sessions.Length; s++)
                {
                    var whole = sessions[s].SelectMany(static turn => turn).ToArray();
                    for (var t = 0; t < sessions[s].Length; t++)
                    {
                        var score = (weights.Body * idf * Part(sessions[s], t, word, 0, average))
                            + (weights.Previous * idf * Part(sessions[s], t - 1, word, weights.NeighbourLength, average))
                            + (weights.Next * idf * Part(sessions[s], t + 1, word, weights.NeighbourLength, average))
                            + (weights.TwoAway * idf * Part(sessions[s], t - 2, word, weights.NeighbourLength, average))
                            + (weights.TwoAway * idf * Part(sessions[s], t + 2, word, weights.NeighbourLength, average))
                            + (weights.Session * sessionIdf * Part([whole], 0, word, weights.SessionLength, Math.Max(1, (double)Words / Sessions)));
                        scores[(s, t + 1)] = scores.GetValueOrDefault((s, t + 1)) + score;
                    }
                }
            }

            return scores.Where(static score => score.Value > 0).ToDictionary();

            double Part(string[][] turns, int turn, string word, double b, double length)
            {
                if (turn < 0 || turn >= turns.Length || turns[turn].Count(it => it == word) is not (> 0 and var frequency))
                {
                    return 0;
                }

                return frequency * (weights.Saturation + 1) / (frequency + (weights.Saturation * (1 - b + (b * turns[turn].Length / length))));
            }
        }

        private static long Count(string[][] session) => session.Sum(static turn => turn.Length);
    }
}
