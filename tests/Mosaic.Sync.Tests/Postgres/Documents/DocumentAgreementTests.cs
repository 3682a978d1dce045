using Microsoft.Extensions.Time.Testing;
using Mosaic.Embedded.Tests.Crash;
using Mosaic.Specs;
using Mosaic.Sync.Tests.Specs;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Postgres.Documents;

/// <summary>Random operations on a local store and on one on a server, side by side: equal answers, and equal errors.</summary>
public sealed class DocumentAgreementTests
{
    private static int Operations => LongTests.Wanted ? 50_000 : 1_500;

    [Test]
    public async Task Local_and_server_answer_alike()
    {
        var seed = LongTests.Seed;
        await TestContext.Out.WriteLineAsync($"seed {seed}");
        var random = new RandomJson(seed);
        var clock = new FakeTimeProvider(new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero));
        await using var local = await MosaicEngine.OpenInMemoryAsync(new MosaicOptions { TimeProvider = clock });
        await using var server = await PostgresBackend.OpenAsync(new MosaicOptions { TimeProvider = clock });
        foreach (var store in (IDocumentStore[])[local.Documents, server.Documents])
        {
            await RandomDocumentWork.DeclareAsync(store);
        }

        var (errors, found) = (0, 0);
        for (var i = 0; i < Operations; i++)
        {
            if (random.Next(50) == 0)
            {
                clock.Advance(TimeSpan.FromSeconds(1));
            }

            var (name, operation) = RandomDocumentWork.Next(random, clock.GetUtcNow());
            var expected = await AnswerAsync(local.Documents, operation);
            Assert.That(await AnswerAsync(server.Documents, operation), Is.EqualTo(expected), $"seed {seed}, operation {i}: {name}");
            errors += expected.EndsWith("Exception", StringComparison.Ordinal) ? 1 : 0;
            found += expected.Count(static letter => letter == '\n');
        }

        foreach (var collection in RandomDocumentWork.Collections)
        {
            Assert.That(await AnswerAsync(server.Documents, All), Is.EqualTo(await AnswerAsync(local.Documents, All)), collection);
            Task<string> All(IDocumentStore store) => RandomDocumentWork.FindAsync(store, collection, null, null);
        }

        await TestContext.Out.WriteLineAsync($"{Operations} operations, {found} documents found, {errors} errors");
    }

    private static async Task<string> AnswerAsync(IDocumentStore store, Func<IDocumentStore, Task<string>> operation)
    {
        try
        {
            return await operation(store);
        }
        catch (Exception error) when (error is MosaicException or ArgumentException)
        {
            return error.GetType().Name;
        }
    }
}
