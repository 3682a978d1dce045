using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>What is no id, no text or no number of memory is refused, and nothing is stored of it.</summary>
public abstract class MemoryBadInputSpec : MosaicSpec
{
    private static readonly NewInsight Insight = new() { UserId = "ann", Content = "bees" };
    private static readonly SessionTurn Turn = new() { SessionId = "s", UserId = "ann", Speaker = "x", Content = "bees" };

    // Not in attributes, which cannot hold half of a surrogate pair.
    private static readonly string?[] BadIds = ["", "a\0b", "a\ud800", null];
    private static readonly string?[] BadTexts = [null, "", "  ", "a\udc00"];

    private IMemoryStore Memory => Store.Memory;

    [TearDown]
    public async Task Nothing_was_stored_and_the_store_takes_the_next_write()
    {
        Assert.That(await Memory.SearchAsync("bees", 10, new SearchFilter { AllUsers = true }), Is.Empty);
        Assert.That(await ToListAsync(Memory.Sessions.GetRecentAsync(TimeSpan.FromDays(9))), Is.Empty);
        Assert.That(await ToListAsync(Memory.Preferences.ListAsync("ann")), Is.Empty);
        await Memory.Insights.StoreAsync(Insight);
    }

    [TestCaseSource(nameof(BadIds))]
    public void A_bad_id_is_refused_wherever_it_stands(string? bad)
    {
        if (bad is not null)
        {
            Refused(() => Memory.Insights.StoreAsync(Insight with { Id = bad }).AsTask());
            Refused(() => Memory.Insights.StoreAsync(Insight with { SessionId = bad }).AsTask());
            Refused(() => Memory.Insights.StoreAsync(Insight with { Supersedes = bad }).AsTask());
            Refused(() => Memory.Sessions.AppendAsync(Turn with { Id = bad }).AsTask());
            Refused(() => Memory.Preferences.SetAsync("ann", "k", 1, bad).AsTask());
            Refused(() => Memory.SearchAsync("bees", 10, new SearchFilter { UserId = bad }).AsTask());
            Refused(() => Memory.SearchAsync("bees", 10, new SearchFilter { SessionId = bad }).AsTask());
        }

        Refused(() => Memory.Insights.StoreAsync(Insight with { UserId = bad! }).AsTask());
        Refused(() => Memory.Insights.StoreAsync(Insight with { Provenance = ["t", bad!] }).AsTask());
        Refused(() => Memory.Insights.GetAsync(bad!).AsTask());
        Refused(() => Memory.Insights.DeleteAsync(bad!).AsTask());
        Refused(() => Memory.Sessions.AppendAsync(Turn with { SessionId = bad! }).AsTask());
        Refused(() => Memory.Sessions.AppendAsync(Turn with { UserId = bad! }).AsTask());
        Refused(() => Memory.Sessions.AppendAsync(Turn with { Speaker = bad! }).AsTask());
        Refused(() => Memory.Sessions.ArchiveAsync(bad!).AsTask());
        Refused(() => ToListAsync(Memory.Sessions.ReadAsync(bad!)));
        Refused(() => Memory.Preferences.SetAsync(bad!, "k", 1).AsTask());
        Refused(() => Memory.Preferences.SetAsync("ann", bad!, 1).AsTask());
        Refused(() => Memory.Preferences.GetAsync<int>("ann", bad!).AsTask());
        Refused(() => Memory.Preferences.DeleteAsync(bad!, "k").AsTask());
        Refused(() => ToListAsync(Memory.Preferences.ListAsync(bad!)));
        Refused(() => Memory.ForgetUserAsync(bad!).AsTask());
        Assert.That(() => Memory.ForUser(bad!), Throws.InstanceOf<ArgumentException>());
    }

    [Test]
    public void Ids_have_a_longest_length()
    {
        Refused(() => Memory.Insights.StoreAsync(Insight with { UserId = new string('u', 257) }).AsTask());
        Refused(() => Memory.Insights.StoreAsync(Insight with { Id = new string('i', 513) }).AsTask());
        Refused(() => Memory.Sessions.AppendAsync(Turn with { SessionId = new string('\u00e9', 257) }).AsTask());
    }

    [Test]
    public async Task Ids_of_the_longest_length_are_kept()
    {
        var user = new string('\u00e9', 128);
        var id = new string('\u00e9', 256);
        await Memory.Insights.StoreAsync(Insight with { Id = id, UserId = user, Embedding = new float[] { 1 } });
        await Memory.Sessions.AppendAsync(Turn with { Id = id, SessionId = id, UserId = user });
        await Memory.Preferences.SetAsync(user, id, 1);

        Assert.That(await Memory.SearchAsync("bees", 10, new SearchFilter { UserId = user }), Has.Count.EqualTo(2));
        Assert.That((await Memory.ForgetUserAsync(user)).Turns, Is.EqualTo(1));
    }

    [TestCaseSource(nameof(BadTexts))]
    public void A_bad_text_is_refused(string? text) => Refused(() => Memory.Insights.StoreAsync(Insight with { Content = text! }).AsTask());

    [Test]
    public void A_text_over_16_MB_is_refused()
    {
        Refused(() => Memory.Insights.StoreAsync(Insight with { Content = new string('x', 16_000_001) }).AsTask());
        Assert.That(async () => await Memory.Sessions.AppendAsync(Turn with { Content = new string('"', 9_000_000) }), Throws.TypeOf<InvalidDocumentException>());
    }

    [TestCase(double.NaN)]
    [TestCase(-0.1)]
    [TestCase(1.1)]
    public void A_bad_relevance_is_refused(double relevance)
    {
        Refused(() => Memory.Insights.StoreAsync(Insight with { RelevanceScore = relevance }).AsTask());
        Refused(() => Memory.SearchAsync("bees", 10, new SearchFilter { MinRelevance = relevance }).AsTask());
    }

    [Test]
    public void A_bad_vector_is_refused()
    {
        Refused(() => Memory.Insights.StoreAsync(Insight with { Embedding = ReadOnlyMemory<float>.Empty }).AsTask());
        Refused(() => Memory.Insights.StoreAsync(Insight with { Embedding = new[] { 1, float.NaN } }).AsTask());
        Refused(() => Memory.Insights.StoreAsync(Insight with { Embedding = new[] { float.PositiveInfinity } }).AsTask());
    }

    [Test]
    public void A_category_source_or_kind_that_does_not_exist_is_refused()
    {
        Refused(() => Memory.Insights.StoreAsync(Insight with { Category = (InsightCategory)99 }).AsTask());
        Refused(() => Memory.Insights.StoreAsync(Insight with { Source = (InsightSource)(-1) }).AsTask());
        Refused(() => Memory.SearchAsync("bees", 10, new SearchFilter { Kinds = [(MemoryKind)7] }).AsTask());
        Refused(() => Memory.SearchAsync("bees", 10, new SearchFilter { Category = (InsightCategory)7 }).AsTask());
    }

    [Test]
    public void What_is_not_JSON_is_refused()
    {
        var nan = new Dictionary<string, object?> { ["n"] = double.NaN };
        Assert.That(async () => await Memory.Insights.StoreAsync(Insight with { Metadata = nan }), Throws.TypeOf<InvalidDocumentException>());
        Assert.That(async () => await Memory.Sessions.AppendAsync(Turn with { Metadata = nan }), Throws.TypeOf<InvalidDocumentException>());
        Assert.That(async () => await Memory.Preferences.SetAsync("ann", "k", double.NaN), Throws.TypeOf<InvalidDocumentException>());
        Assert.That(async () => await Memory.Preferences.SetAsync<string?>("ann", "k", null), Throws.InstanceOf<ArgumentNullException>());
    }

    [Test]
    public void Contradictions_and_nulls_are_refused()
    {
        Refused(() => Memory.SearchAsync(null!).AsTask());
        Refused(() => Memory.SearchAsync("bees", 10, new SearchFilter { UserId = "ann", AllUsers = true }).AsTask());
        Refused(() => Memory.Insights.StoreAsync(null!).AsTask());
        Refused(() => Memory.Insights.StoreManyAsync(null!).AsTask());
        Refused(() => Memory.Insights.StoreManyAsync([Insight, null!]).AsTask());
        Refused(() => Memory.Insights.StoreAsync(Insight with { Id = "i", Supersedes = "i" }).AsTask());
        Refused(() => Memory.Sessions.AppendAsync(null!).AsTask());
        Refused(() => Memory.Sessions.AppendManyAsync(null!).AsTask());
        Refused(() => ToListAsync(Memory.Sessions.GetRecentAsync(TimeSpan.FromTicks(-1))));
    }

    private static void Refused(Func<Task> call) => Assert.That(async () => await call(), Throws.InstanceOf<ArgumentException>());
}
