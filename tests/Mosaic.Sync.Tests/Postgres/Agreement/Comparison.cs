using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using Mosaic.Specs;
using Mosaic.Sync.Tests.Postgres.Documents;
using Mosaic.Sync.Tests.Specs;

namespace Mosaic.Sync.Tests.Postgres.Agreement;

/// <summary>Gives a local store and one on a server the same work, one piece after the other, at the same time of one clock.</summary>
internal sealed class Comparison(int seed)
{
    private const int ComparedEvery = 200;

    private static readonly TimeSpan[] Steps = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(31), TimeSpan.FromMinutes(3)];

    /// <summary>How many of the operations ended with an exception.</summary>
    public int Errors { get; private set; }

    /// <summary>How many lines the operations answered.</summary>
    public long Lines { get; private set; }

    /// <param name="numbers">Which operations; each is made from its number alone.</param>
    /// <returns>The first disagreement; null: none.</returns>
    public async Task<Disagreement?> RunAsync(IReadOnlyList<int> numbers)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero));
        await using var local = await MosaicEngine.OpenInMemoryAsync(new MosaicOptions { TimeProvider = clock });
        await using var server = await PostgresBackend.OpenAsync(new MosaicOptions { TimeProvider = clock });
        var (left, right) = (new ComparedStore(local), new ComparedStore(server));
        foreach (var store in (IMosaic[])[local, server])
        {
            await RandomDocumentWork.DeclareAsync(store.Documents);
            await RandomJobs.DeclareAsync(store.Queue);
        }

        for (var i = 0; i < numbers.Count; i++)
        {
            var random = new RandomJson(HashCode(seed, numbers[i]));
            if (random.Next(20) == 0)
            {
                clock.Advance(random.Pick(Steps));

                // What is due moves when somebody asks: on both sides now, so that it bears the same time.
                foreach (var counted in RandomJobs.Queues.Select(Stats))
                {
                    if (await CompareAsync(left, right, counted) is var (asked, mine, its))
                    {
                        return new Disagreement(i, asked, mine, its);
                    }
                }
            }

            if (await CompareAsync(left, right, Next(random, clock.GetUtcNow())) is var (work, one, other))
            {
                return new Disagreement(i, work, one, other);
            }

            if (i % ComparedEvery == ComparedEvery - 1 || i == numbers.Count - 1)
            {
                foreach (var all in Everything())
                {
                    if (await CompareAsync(left, right, all) is var (name, mine, its))
                    {
                        return new Disagreement(i, name, mine, its);
                    }
                }
            }
        }

        return null;
    }

    /// <summary>What an operation does.</summary>
    public string Describe(int number)
    {
        var random = new RandomJson(HashCode(seed, number));
        var advanced = random.Next(20) == 0 ? $"advance {random.Pick(Steps)}, " : "";
        return advanced + Next(random, default(DateTimeOffset).AddYears(2000)).Name;
    }

    private static Work Next(RandomJson random, DateTimeOffset now)
    {
        switch (random.Next(10))
        {
            case < 2:
                var (name, operation) = RandomDocumentWork.Next(random, now);
                return new(name, store => operation(store.Store.Documents));
            case < 6:
                return RandomJobs.Next(random, now);
            case < 8:
                return RandomMemories.Next(random, now);
            default:
                return RandomTransactions.Next(random, now);
        }
    }

    private static Work Stats(string queue) => new($"stats of {queue}", async store => (await store.Store.Queue.GetStatsAsync(queue)).ToString());

    private static IEnumerable<Work> Everything()
    {
        foreach (var collection in RandomDocumentWork.Collections)
        {
            yield return new($"all of {collection}", store => RandomDocumentWork.FindAsync(store.Store.Documents, collection, null, null));
        }

        foreach (var queue in RandomJobs.Queues)
        {
            yield return Stats(queue);
            foreach (var state in Enum.GetValues<JobState>())
            {
                yield return new($"all {state} of {queue}", async store => Told.Lines((await store.Store.Queue.ListAsync(queue, state, 10_000)).Jobs, Told.Of));
            }
        }

        foreach (var user in RandomMemories.Users)
        {
            yield return new($"preferences of {user}", store => Told.LinesAsync(store.Store.Memory.Preferences.ListAsync(user), static item => item.ToString()));
            yield return new($"insights of {user}", store => Told.LinesAsync(store.Store.Memory.Insights.ListAsync(user, superseded: true), Told.Of));
        }

        foreach (var session in RandomMemories.Sessions)
        {
            yield return new($"turns of {session}", store => Told.LinesAsync(store.Store.Memory.Sessions.ReadAsync(session), Told.Of));
        }
    }

    private async Task<(string Work, string Local, string Server)?> CompareAsync(ComparedStore local, ComparedStore server, Work work)
    {
        var (expected, answered) = (await local.AnswerAsync(work), await server.AnswerAsync(work));
        Errors += expected.EndsWith("Exception", StringComparison.Ordinal) ? 1 : 0;
        Lines += expected.Count(static letter => letter == '\n');
        return expected == answered ? null : (work.Name, expected, answered);
    }

    /// <summary>The same in every process, and without a pattern from number to number.</summary>
    private static int HashCode(int seed, int number)
    {
        var mixed = unchecked(((ulong)(uint)seed << 32 | (uint)number) * 0x9E3779B97F4A7C15);
        mixed = unchecked((mixed ^ (mixed >> 29)) * 0xBF58476D1CE4E5B9);
        return (int)(mixed >> 33);
    }
}
