using System.Text;
using System.Text.Json;
using Mosaic.Specs;

namespace Mosaic.Sync.Tests.Postgres.Agreement;

/// <summary>Random transactions over documents, jobs and memory. A lease is settled last: locally a lost one is told at once, on a server by the commit.</summary>
internal static class RandomTransactions
{
    private static readonly WriteOptions Upsert = new() { Upsert = true };

    public static Work Next(RandomJson random, DateTimeOffset now)
    {
        var steps = Enumerable.Range(0, 1 + random.Next(5)).Select(_ => Step(random, now)).ToList();
        var fails = random.Next(8) == 0;
        var settles = !fails && random.Next(3) == 0;
        if (settles)
        {
            steps.Add(Settle(random));
        }

        return new($"transact [{string.Join("; ", steps.Select(static step => step.Name))}]{(fails ? " and throw" : "")}", async store =>
        {
            List<string> enqueued = [];
            try
            {
                var answer = await store.Store.TransactAsync(async (transaction, _) =>
                {
                    enqueued.Clear();
                    var told = new StringBuilder();
                    foreach (var step in steps)
                    {
                        told.Append(await step.Run(store, transaction, enqueued)).Append("; ");
                    }

                    return fails ? throw new RolledBackException() : told.ToString();
                });
                enqueued.ForEach(id => store.Enqueued(id));
                return answer;
            }
            catch (MosaicException) when (settles)
            {
                return "refused with an Exception"; // a lost lease, or what the commit refuses beside it
            }
        });
    }

    private static TransactionStep Step(RandomJson random, DateTimeOffset now)
    {
        var (collection, id) = (random.Pick(Documents.RandomDocumentWork.Collections), $"d{random.Next(20):00}");
        var (value, filter) = (JsonElement.Parse(random.Document()), ReferenceFilter.Random(random).Filter);
        var (user, key) = (random.Pick(RandomMemories.Users), RandomMemories.Key(random));
        switch (random.Next(14))
        {
            case 0:
                return new($"read {collection}/{id}", async (_, tx, _) => (await tx.Documents.GetAsync<JsonElement>(collection, id)) is { } found ? $"{found.Version} {Told.Of(found.ModifiedAt)} {found.Value}" : "none");
            case < 3:
                var options = random.Next(3) > 0 ? Upsert : Upsert with { ExpectedVersion = random.Next(3) };
                return new($"put {collection}/{id} {options}", async (_, tx, _) => (await tx.Documents.PutAsync(collection, id, value, options)).Version.ToString(System.Globalization.CultureInfo.InvariantCulture));
            case 3:
                return new($"update {collection}/{id}", async (_, tx, _) => (await tx.Documents.UpdateAsync<JsonElement>(collection, id, new { b = 1 })).ToString());
            case 4:
                return new($"delete {collection}/{id}", async (_, tx, _) => (await tx.Documents.DeleteAsync(collection, id)).ToString());
            case 5:
                return new($"find {collection} {filter}", (_, tx, _) => Told.LinesAsync(tx.Documents.FindAsync<JsonElement>(collection, filter), static json => json.ToString()));
            case < 8:
                var (queue, job) = (random.Pick(RandomJobs.Queues), RandomJobs.Options(random, now));
                return new($"enqueue {queue} {job}", async (_, tx, enqueued) =>
                {
                    enqueued.Add(await tx.Queue.EnqueueAsync(queue, "x", 1, job));
                    return enqueued[^1];
                });
            case 8:
                var pick = random.Next(1_000);
                return new($"get {pick}", async (store, tx, _) => Told.Of(await tx.Queue.GetAsync(store.Job(pick))));
            case 9:
                var preference = random.Next(9);
                return new($"set preference {user} {key}", async (_, tx, _) =>
                {
                    await tx.Memory.SetPreferenceAsync(user, key, preference);
                    return "set";
                });
            case 10:
                return new($"get preference {user} {key}", async (_, tx, _) => (await tx.Memory.GetPreferenceAsync<int>(user, key))?.ToString() ?? "none");
            case 11:
                var insight = RandomMemories.Insight(random, now);
                return new($"store {insight}", async (_, tx, _) => Told.Of(await tx.Memory.StoreInsightAsync(insight)));
            case 12:
                var gone = RandomMemories.InsightId(random);
                return new($"delete insight {gone}", async (_, tx, _) => (await tx.Memory.DeleteInsightAsync(gone)).ToString());
            default:
                var turn = RandomMemories.Turn(random, now);
                return new($"append {turn}", async (_, tx, _) => await tx.Memory.AppendTurnAsync(turn));
        }
    }

    private static TransactionStep Settle(RandomJson random)
    {
        var (pick, fails) = (random.Next(1_000), random.Next(4) == 0);
        return new($"{(fails ? "nack" : "ack")} {pick}", async (store, tx, _) =>
        {
            if (store.Lease(pick) is not { } lease)
            {
                return "no lease";
            }

            await (fails ? tx.Queue.NackAsync(lease, "failed", TimeSpan.FromSeconds(pick % 3)) : tx.Queue.AckAsync(lease, pick));
            return Told.Of(await tx.Queue.GetAsync(lease.Job.Id));
        });
    }

    private sealed record TransactionStep(string Name, Func<ComparedStore, IMosaicTransaction, List<string>, Task<string>> Run);
}
