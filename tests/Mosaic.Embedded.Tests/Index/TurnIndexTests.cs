using Lucene.Net.Store;
using Mosaic.Backends;
using Mosaic.Index;
using Mosaic.Memory.Rows;
using Mosaic.Memory.Search;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Index;

public sealed class TurnIndexTests
{
    [Test]
    public void A_turn_is_found_once_however_often_it_was_put()
    {
        var seed = Random.Shared.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var index = LuceneIndex.Create(new RAMDirectory(), static failure => throw failure);
        var there = new SortedSet<int>();
        for (var round = 0; round < 60; round++)
        {
            for (var i = random.Next(40); i >= 0; i--)
            {
                var number = random.Next(1, 100);
                if (random.Next(5) == 0)
                {
                    index.Delete(Key(number));
                    there.Remove(number);
                }
                else
                {
                    index.Put(Turn(number));
                    there.Add(number);
                }
            }

            index.Refresh();
            var found = Search(index, "heron").Select(static hit => (int)MemoryKeys.TurnNumber(hit.Key)).Order();
            Assert.That(found, Is.EqualTo(there), $"round {round}, seed {seed}");
            foreach (var number in there.Where(_ => random.Next(10) == 0))
            {
                Assert.That(MemoryKeys.TurnNumber(Search(index, $"n{number}")[0].Key), Is.EqualTo(number), $"round {round}, seed {seed}");
            }
        }
    }

    private static List<RankedKey> Search(LuceneIndex index, string query) => index.Search(
        new IndexQuery(QueryTerms.Of(query), DateWords.Parse(query, new DateOnly(2026, 1, 1)), new SearchLimits { User = "ann", Turns = true }),
        1000,
        static _ => []);

    private static SearchableText Turn(int number) => new()
    {
        Key = Key(number), Kind = MemoryKind.Turn, Id = $"t{number}", Text = $"A heron, n{number}.", User = "ann", Session = Session(number),
        Number = number, Speaker = "Ann", At = DateTimeOffset.UnixEpoch.AddDays(number),
    };

    private static byte[] Key(int number) => MemoryKeys.Turn(Session(number), number);

    private static string Session(int number) => $"s{number % 4}";
}
