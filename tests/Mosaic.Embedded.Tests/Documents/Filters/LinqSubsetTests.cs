using System.Collections;
using System.Linq.Expressions;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mosaic.Documents.Filters;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Documents.Filters;

/// <summary>A predicate finds what it does in memory, or is refused.</summary>
public sealed class LinqSubsetTests
{
    private static readonly List<LinqSubject> Subjects = [.. Enumerable.Range(0, 8).Select(static i => new LinqSubject
    {
        Id = $"p{i}",
        Inherited = i,
        Name = i % 3 == 0 ? null : $"{(i % 2 == 0 ? "Bob" : "bob")}{i}",
        Letter = (char)('a' + i),
        Double = i + 0.7,
        Float = 0.1f * i,
        Int = i * 200,
        Long = i - 4,
        Short = (short)i,
        Ulong = ulong.MaxValue - (ulong)i,
        Decimal = i * 1.10m,
        Kind = (LinqKind)(i % 3),
        Named = (LinqKind)(i % 3),
        Texted = i * 3,
        Span = TimeSpan.FromHours(i * 9),
        Flag = i % 2 == 0,
        Rank = i % 2 == 0 ? i : null,
        Tags = [.. Enumerable.Range(0, i).Select(static j => $"t{j}")],
        Numbers = [i, i + 1],
        TextedNumbers = [i],
        Kinds = [(LinqKind)(i % 3)],
        Scores = new() { ["k"] = i, ["Key"] = i },
        At = new DateTime(2024, 1, 1, 0, 0, 0, (DateTimeKind)(i % 2)).AddMilliseconds(i * 250),
        Moment = new DateTimeOffset(2024, 1, 1, i, 0, 0, TimeSpan.FromHours(i)),
        Day = new DateOnly(2024, 1, 1 + i),
        Hour = new TimeOnly(i, 0).Add(TimeSpan.FromMilliseconds(i * 250)),
        Key = new Guid(i, 0, 0, new byte[8]),
        Bytes = [(byte)i],
        Link = new Uri($"http://a/{i}"),
        Version = new Version(1, i * 5),
        Anything = i,
        Sparse = i % 2,
    })];

    [Test]
    public void What_is_supported_finds_what_it_does_in_memory()
    {
        LinqSubject? nobody = null;
        string? nothing = null;
        var ordinal = new HashSet<string?>(StringComparer.Ordinal) { "bob1", "Bob2" };
        var sorted = new SortedSet<int> { 200, 400 };
        var letter = 'c';
        var noon = new DateTime(2024, 1, 1, 0, 0, 1, DateTimeKind.Utc);
        DateTime[] times = [noon, noon.AddMilliseconds(250)];
        Expression<Func<LinqSubject, bool>>[] predicates =
        [
            x => x.Letter == 'c', x => x.Letter != letter, x => x.Letter > 'c', x => x.Letter.Equals('c'),
            x => x.Float == 0.2f, x => x.Float > 0.2f, x => x.Int == 400L, x => x.Int > 399.5, x => x.Short > 2.5f, x => x.Long == 2m, x => x.Ulong > ulong.MaxValue - 3,
            x => x.Decimal == 3.3m, x => x.Double > 3, x => !(x.Rank > 3), x => x.Rank > 3L, x => x.Rank.HasValue && x.Rank.Value == 4,
            x => x.Kind > LinqKind.Zeta, x => (int)x.Kind >= 1, x => (long)x.Kind == 1L, x => x.Kind == LinqKind.Mid, x => x.Kind.Equals(LinqKind.Mid),
            x => x.Named == LinqKind.Alpha, x => (int)x.Named == 1, x => x.Named != LinqKind.Mid, x => x.Kinds.Contains(LinqKind.Alpha), x => x.Kinds.Any(k => k > LinqKind.Zeta),
            x => x.Span == TimeSpan.FromHours(9), x => x.Version == new Version(1, 5),
            x => x.At > noon, x => x.At >= noon, x => x.At < noon, x => x.At <= noon, x => x.At == noon, x => x.At != noon, x => times.Contains(x.At),
            x => x.At > noon.AddMilliseconds(250), x => x.At >= noon.AddMilliseconds(250), x => x.At < noon.AddMilliseconds(250), x => x.At <= noon.AddMilliseconds(250),
            x => x.At == DateTime.SpecifyKind(noon, DateTimeKind.Unspecified),
            x => x.Day > new DateOnly(2024, 1, 3), x => x.Hour > new TimeOnly(3, 0), x => x.Hour <= new TimeOnly(4, 0, 1), x => x.Key > new Guid(3, 0, 0, new byte[8]),
            x => ordinal.Contains(x.Name), x => sorted.Contains(x.Int), x => Enumerable.Range(0, 3).Contains((int)x.Short),
            x => nobody == null || x.Name == nobody.Name, x => nobody != null && x.Name == nobody.Name, x => nothing == null || x.Name!.StartsWith(nothing, StringComparison.Ordinal),
            x => nothing == null || x.Tags.Contains(nothing), x => nobody == null ? x.Flag : x.Name == nobody.Name,
            x => string.CompareOrdinal(x.Name, "bob2") > 0, x => string.CompareOrdinal(x.Name, "bob2") < 0, x => string.CompareOrdinal("bob2", x.Name) > 0, x => string.CompareOrdinal(x.Name, null) > 0,
            x => x.Scores["k"] == 3, x => x.Numbers[1] == 4, x => x.Numbers.Contains(3), x => x.Numbers.Any(n => n > 4), x => x.Tags.Any(t => t.StartsWith("t6", StringComparison.Ordinal)), x => x.Tags.Contains("t1"),
            x => x.Inherited == 3, x => ((LinqSubjectBase)x).Inherited == 3, x => ((ILinqNamed)x).Name == "bob1", x => x.Flag, x => !x.Flag, x => x.Flag.Equals(true), x => x.Int.Equals((object)200),
        ];
        foreach (var predicate in predicates)
        {
            Agrees(predicate, JsonSerializerOptions.Web);
        }

        Agrees(Named<LinqSubject>("bob1"), JsonSerializerOptions.Web);
        Agrees(x => x.Scores["Key"] == 3, new JsonSerializerOptions(JsonSerializerDefaults.Web) { DictionaryKeyPolicy = JsonNamingPolicy.CamelCase });
    }

    [Test]
    public void What_would_find_others_is_refused()
    {
        var relaxed = new HashSet<string?>(StringComparer.OrdinalIgnoreCase) { "BOB1" };
        var cultured = new SortedSet<string?> { "bob1" };
        var keys = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["BOB1"] = 1 }.Keys;
        var range = new LowAndHigh(200, 800);
        object five = 5L;
        var notANumber = double.NaN;
        Expression<Func<LinqSubject, bool>>[] predicates =
        [
            x => (int)x.Double == 3, x => (byte)x.Int == 144, x => (int)x.Decimal > 3, x => (uint)x.Long > 5, x => x.Float == 0.1, x => x.Float > 0.1, x => (float)x.Double > 3.7f, x => (decimal)x.Float == 0.1m,
            x => x.Long == 2.0, x => (char)x.Int == 'a', x => x.Int.Equals(five), x => x.Double == notANumber, x => x.Double < double.PositiveInfinity,
            x => x.Named > LinqKind.Zeta, x => (int)x.Named >= 1, x => x.Texted == 9, x => x.Texted > 9, x => x.TextedNumbers.Contains(3), x => x.TextedNumbers.Any(n => n == 3), x => x.TextedNumbers[0] == 3,
            x => x.Span > TimeSpan.FromHours(10), x => x.Version > new Version(1, 9), x => x.Moment == DateTimeOffset.UnixEpoch, x => x.Moment > DateTimeOffset.UnixEpoch,
            x => relaxed.Contains(x.Name), x => cultured.Contains(x.Name), x => keys.Contains(x.Name!), x => range.Contains(x.Int), x => Enumerable.Contains(range, x.Int),
            x => x.Bytes[0] == 3, x => x.Bytes.Contains((byte)3), x => x.Bytes.Any(), x => x.Scores.Any(), x => x.Name!.Any(c => c == 'b'), x => x.Link == new Uri("http://A/3"),
            x => x.Anything == (object)3, x => (object?)x.Name == (object)"bob1", x => x.Sparse == 0, x => ((ILinqNamed)x).Secret == "x", x => string.CompareOrdinal(x.Name, "\uFF5E") > 0, x => x.Name == "\uD83D",
            x => x.Name!.Contains('\uD83D'), x => x.Name!.Length == x.Int, x => x.Numbers.Any(n => n > x.Int), x => x.Flag ^ true, x => (x.Rank ?? 0) > 1,
        ];
        foreach (var predicate in predicates)
        {
            Assert.That(() => Filter.From(predicate), Throws.TypeOf<NotSupportedException>(), predicate.ToString());
        }

        var texted = new JsonSerializerOptions(JsonSerializerDefaults.Web) { NumberHandling = JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString };
        Assert.That(() => Filter.From<LinqSubject>(x => x.Int == 5, texted), Throws.TypeOf<NotSupportedException>());
        Assert.That(() => Filter.From(Secret<LinqSubject>()), Throws.TypeOf<NotSupportedException>());
    }

    [Test]
    public async Task What_is_refused_deletes_nothing()
    {
        await using var store = await MosaicEngine.OpenInMemoryAsync();
        await store.Documents.CreateManyAsync("p", Subjects);
        var subjects = store.Documents.Collection<LinqSubject>("p");

        Assert.That(async () => await subjects.DeleteManyAsync(x => x.Named > LinqKind.Zeta), Throws.TypeOf<NotSupportedException>());
        Assert.That(async () => await subjects.UpdateManyAsync(x => (int)x.Double == 3, new { name = "x" }), Throws.TypeOf<NotSupportedException>());
        Assert.That(await subjects.CountAsync(), Is.EqualTo(Subjects.Count));
    }

    private static Expression<Func<T, bool>> Named<T>(string name)
        where T : ILinqNamed => x => x.Name == name;

    private static Expression<Func<T, bool>> Secret<T>()
        where T : ILinqNamed => x => x.Secret == "x";

    private static void Agrees(Expression<Func<LinqSubject, bool>> predicate, JsonSerializerOptions json)
    {
        var inMemory = predicate.Compile();
        var filter = Filter.From(predicate, json);
        var found = Subjects.Where(subject => FilterEvaluator.Matches(filter, JsonSerializer.SerializeToUtf8Bytes(subject, json)));

        Assert.That(found.Select(static it => it.Id), Is.EqualTo(Subjects.Where(inMemory).Select(static it => it.Id)), $"{predicate}: {filter}");
        Assert.That(Filter.Parse(filter.ToString()), Is.EqualTo(filter));
    }

    private sealed class LowAndHigh(int low, int high) : ICollection<int>
    {
        public int Count => 2;

        public bool IsReadOnly => true;

        public bool Contains(int item) => item >= low && item <= high;

        public void CopyTo(int[] array, int arrayIndex) => (array[arrayIndex], array[arrayIndex + 1]) = (low, high);

        public void Add(int item) => throw new NotSupportedException();

        public void Clear() => throw new NotSupportedException();

        public bool Remove(int item) => throw new NotSupportedException();

        public IEnumerator<int> GetEnumerator() => new List<int> { low, high }.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
