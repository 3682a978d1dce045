using Mosaic.Memory.Embeddings;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Memory.Embeddings;

public sealed class QuantizedVectorsTests
{
    [Test]
    public void Products_are_exact_for_random_and_for_extreme_bytes()
    {
        var random = new Random(1);
        foreach (var length in Enumerable.Range(0, 140).Concat([256, 384, 1000, 4096, ByteProduct.LengthMax]))
        {
            var left = Filled(length, _ => (sbyte)random.Next(-127, 128));
            var right = Filled(length, _ => (sbyte)random.Next(-127, 128));
            var most = Filled(length, static _ => (sbyte)127);
            var least = Filled(length, static _ => (sbyte)-127);
            var mixed = Filled(length, static i => (sbyte)(i % 2 == 0 ? 127 : -127));
            foreach (var (l, r) in new[] { (left, right), (most, most), (most, least), (least, least), (mixed, most), (mixed, mixed), (left, least) })
            {
                var expected = l.Zip(r, static (a, b) => (long)a * b).Sum();
                Assert.That(ByteProduct.Of(l, r), Is.EqualTo(expected), $"{length}");
                Assert.That(ByteProduct.OfHalves(l, r), Is.EqualTo(expected), $"{length}");
                Assert.That(ByteProduct.OfSingles(l, r), Is.EqualTo(expected), $"{length}");
                if (System.Runtime.Intrinsics.X86.Avx2.IsSupported)
                {
                    Assert.That(ByteProduct.OfPairs(l, r), Is.EqualTo(expected), $"{length}");
                }
            }
        }
    }

    [Test]
    public void The_best_are_among_the_first_of_the_exact_ranking()
    {
        var random = new Random(2);
        using var vectors = new QuantizedVectors(64);
        var exact = Enumerable.Range(0, 60_000).Select(_ => Random64(random)).ToArray();
        for (var id = 0; id < exact.Length; id++)
        {
            Assert.That(vectors.Add(id * 3, exact[id]), Is.True);
        }

        for (var round = 0; round < 20; round++)
        {
            var query = Random64(random);
            var found = vectors.Top(query, 100, threads: 1);

            var expected = exact.Select((vector, id) => (Id: id * 3, Product: TopicTexts.Dot(vector, query))).OrderByDescending(static it => it.Product).Take(50);
            Assert.That(found.Select(static it => it.Id), Is.SupersetOf(expected.Select(static it => it.Id)));
            Assert.That(found.Select(static it => it.Similarity), Is.Ordered.Descending);
            Assert.That(found[0].Similarity, Is.EqualTo(TopicTexts.Dot(exact[found[0].Id / 3], query)).Within(.2));
        }
    }

    [Test]
    public void Many_threads_find_what_one_finds()
    {
        var random = new Random(3);
        using var vectors = new QuantizedVectors(256);
        var vector = new float[256];
        for (var id = 0; id < 120_000; id++)
        {
            vector[random.Next(256)] = random.NextSingle() - .5f;
            vectors.Add(id, vector);
        }

        for (var round = 0; round < 5; round++)
        {
            var query = Enumerable.Range(0, 256).Select(_ => random.NextSingle() - .5f).ToArray();
            Assert.That(vectors.Top(query, 50, threads: 4), Is.EqualTo(vectors.Top(query, 50, threads: 1)));
        }
    }

    [Test]
    public void All_are_scored_as_each_is()
    {
        var random = new Random(5);
        using var vectors = new QuantizedVectors(256);
        var vector = new float[256];
        for (var id = 0; id < 80_000; id++)
        {
            vector[random.Next(256)] = random.NextSingle() - .5f;
            vectors.Add(id, vector);
        }

        vectors.Remove(7);
        var (one, many) = (new float[80_000], new float[80_000]);
        vectors.Score(vector, one, threads: 1);
        vectors.Score(vector, many, threads: 3);

        Assert.That(many, Is.EqualTo(one));
        Assert.That(one[7], Is.Zero);
        Assert.That(vectors.Similarity(7, vector), Is.Null);
        foreach (var id in Enumerable.Range(8, 100))
        {
            Assert.That(one[id], Is.EqualTo(vectors.Similarity(id, vector)));
        }

        Assert.That(vectors.Top(vector, 1, threads: 2)[0].Similarity, Is.EqualTo(one.Max()));
    }

    [Test]
    public void Vectors_are_replaced_and_removed()
    {
        var random = new Random(4);
        using var vectors = new QuantizedVectors(100_000); // ten to a chunk
        var expected = new Dictionary<int, int>();
        for (var step = 0; step < 600; step++)
        {
            var id = random.Next(40);
            if (random.Next(3) == 0)
            {
                Assert.That(vectors.Remove(id), Is.EqualTo(expected.Remove(id)));
            }
            else
            {
                var at = random.Next(100_000);
                Assert.That(vectors.Add(id, Unit(at)), Is.True);
                expected[id] = at;
            }

            Assert.That(vectors.Count, Is.EqualTo(expected.Count));
            Assert.That(vectors.Bytes, Is.EqualTo((expected.Count + 9) / 10 * 10 * 100_008L));
        }

        foreach (var (id, at) in expected)
        {
            var found = vectors.Top(Unit(at), 100, threads: 1);
            Assert.That(found, Has.Length.EqualTo(expected.Count));
            Assert.That(found.TakeWhile(static it => it.Similarity > .9f).Select(static it => it.Id), Does.Contain(id));
        }

        static float[] Unit(int at)
        {
            var vector = new float[100_000];
            vector[at] = 1;
            return vector;
        }
    }

    [TestCase(0f)]
    [TestCase(float.NaN)]
    [TestCase(float.PositiveInfinity)]
    [TestCase(float.NegativeInfinity)]
    public void A_vector_without_a_direction_is_not_kept_and_finds_nothing(float number)
    {
        using var vectors = new QuantizedVectors(3);
        vectors.Add(1, [1, 2, 3]);
        vectors.Add(2, [3, 2, 1]);

        Assert.That(vectors.Add(1, [0, number, 0]), Is.False);
        Assert.That(vectors.Top([1, 1, 1], 10, threads: 1).Select(static it => it.Id), Is.EqualTo(new[] { 2 }));
        Assert.That(vectors.Top([0, 0, number], 10, threads: 1), Is.Empty);
    }

    [Test]
    public void Equal_vectors_are_found_by_their_ids_and_wrong_calls_refused()
    {
        using var vectors = new QuantizedVectors(2);
        foreach (var id in new[] { 5, 3, 9, 1 })
        {
            vectors.Add(id, [1, 0]);
        }

        Assert.That(vectors.Top([2, 0], 3, threads: 2).Select(static it => it.Id), Is.EqualTo(new[] { 1, 3, 5 }));
        Assert.That(vectors.Top([1, 0], 0, threads: 1), Is.Empty);
        Assert.That(vectors.Remove(4), Is.False);
        Assert.That(() => vectors.Add(1, [1, 2, 3]), Throws.ArgumentException);
        Assert.That(() => vectors.Top([1], 1, threads: 1), Throws.ArgumentException);
        Assert.That(() => vectors.Top([1, 0], -1, threads: 1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => vectors.Top([1, 0], 1, threads: 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(static () => new QuantizedVectors(0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(static () => new QuantizedVectors(ByteProduct.LengthMax + 1), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static sbyte[] Filled(int length, Func<int, sbyte> number) => [.. Enumerable.Range(0, length).Select(number)];

    private static float[] Random64(Random random) => [.. Enumerable.Range(0, 64).Select(_ => (random.NextSingle() * 2) - 1)];
}
