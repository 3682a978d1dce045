using Mosaic.Memory.Rows;
using Mosaic.Storage.Commit;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Memory;

/// <summary>The integrity check tells every row of memory that another contradicts.</summary>
public sealed class MemoryCheckTests
{
    private static readonly (string Name, Action<UnitContext> Damage)[] Damages =
    [
        ("counter", static context => context.Count(MemoryCounter.Insights, 1)),
        ("insight", static context => context.Delete(MemoryKeys.Insight("i"))),
        ("user's insight", static context => context.Delete(MemoryKeys.UserInsight("ann", "i"))),
        ("vector", static context => context.Put(MemoryKeys.Vector("other"), VectorRow.Encode([1]))),
        ("text's vector", static context => context.Put(VectorKeys.Vector(0, MemoryKeys.Turn("s", 9)), VectorRow.Encode(1, "m", [1]))),
        ("uncounted vector", static context => context.Put(VectorKeys.Vector(0, MemoryKeys.Turn("s", 1)), VectorRow.Encode(1, "m", [1]))),
        ("corpus without a model", static context => context.Put(VectorKeys.Corpus("ann"), new CorpusRow { Model = "m" }.Encode())),
        ("model without a corpus", static context => context.Put(VectorKeys.Model("ann", 0, 0), [1])),
        ("turn", static context => context.Delete(MemoryKeys.Turn("s", 1))),
        ("turn's id", static context => context.Delete(MemoryKeys.TurnId("t"))),
        ("stray turn's id", static context => context.Put(MemoryKeys.TurnId("other"), MemoryKeys.Turn("s", 9))),
        ("session", static context => context.Delete(MemoryKeys.Session("s"))),
        ("user's session", static context => context.Delete(MemoryKeys.UserSession("ann", "s"))),
        ("session of another", static context => context.Put(MemoryKeys.UserSession("bob", "s"), [])),
        ("place in time", static context => context.Put(MemoryKeys.Recency(1, "s"), "ann"u8.ToArray())),
        ("bytes", static context => context.Put(MemoryKeys.Insight("i"), new byte[40])),
    ];

    [TestCaseSource(nameof(Names))]
    public async Task A_contradiction_is_told(string name)
    {
        await using var store = await MosaicEngine.OpenInMemoryAsync();
        await store.Memory.Insights.StoreAsync(new NewInsight { Id = "i", UserId = "ann", Content = "bees", Embedding = new float[] { 1 } });
        await store.Memory.Sessions.AppendAsync(new SessionTurn { Id = "t", SessionId = "s", UserId = "ann", Speaker = "x", Content = "bees" });
        await store.Memory.Preferences.SetAsync("ann", "k", 1);
        Assert.That((await store.CheckAsync()).Problems, Is.Empty);

        await store.Core.CommitAsync(
            new DelegateUnit<bool>(context =>
            {
                context.Put(MemoryKeys.Preference("ann", "k"), context.Get(MemoryKeys.Preference("ann", "k"))!); // a unit that counts alone is empty
                Damages.Single(damage => damage.Name == name).Damage(context);
                return true;
            }),
            CancellationToken.None);

        Assert.That((await store.CheckAsync()).Problems, Is.Not.Empty);
    }

    private static IEnumerable<string> Names() => Damages.Select(static damage => damage.Name);
}
