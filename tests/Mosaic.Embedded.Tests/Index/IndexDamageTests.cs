using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Index;

/// <summary>Damage of the index while it is open.</summary>
public sealed class IndexDamageTests
{
    [Test]
    public async Task A_search_that_meets_damage_is_answered_by_the_index_that_is_built_anew()
    {
        using var folder = new TemporaryFolder();
        await using (var before = await MosaicEngine.OpenAsync(folder.Store))
        {
            await IndexedStore.FillAsync(before, 0, 1000);
            await before.Memory.SearchAsync("common", 1, new SearchFilter { AllUsers = true });
        }

        await using var store = await MosaicEngine.OpenAsync(folder.Store);
        await IndexedStore.AssertAgreesAsync(store, 1000);
        foreach (var path in Directory.EnumerateFiles($"{folder.Store}.index"))
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            var damaged = new byte[RandomAccess.GetLength(file)];
            Array.Fill(damaged, (byte)0xFF);
            RandomAccess.Write(file, damaged, 0);
        }

        var found = await store.Memory.SearchAsync("n7", 10, new SearchFilter { AllUsers = true });

        Assert.That(found.Select(static hit => hit.Id), Does.Contain("i7"));
        await IndexedStore.AssertAgreesAsync(store, 1000);
    }
}
