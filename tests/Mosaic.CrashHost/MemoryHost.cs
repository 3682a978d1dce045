using Microsoft.Extensions.Logging.Abstractions;
using Mosaic.Storage;
using Mosaic.Storage.Files;

namespace Mosaic.CrashHost;

/// <summary>
/// Stores memories, one session and one line of insights for each writer, and tells each acknowledgement. Turn n says its
/// number; with every fourth there is, in the same unit, an insight that supersedes the writer's last one.
/// </summary>
internal sealed class MemoryHost(HostPlan plan)
{
    private readonly TextWriter _output = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true });

    public async Task RunAsync()
    {
        var engine = MosaicEngine.Open(
            new StorePaths(plan.Path), DiskFolder.Instance, new MosaicOptions { Durability = plan.Durability }, NullLogger.Instance, locked: true, plan.Limits);
        await using (engine.ConfigureAwait(false))
        {
            await Task.WhenAll(plan.Done.Select((done, writer) => Task.Run(() => WriteAsync(engine, writer, done)))).ConfigureAwait(false);
        }
    }

    private async Task WriteAsync(MosaicEngine engine, int writer, long done)
    {
        for (var number = done + 1; number <= done + plan.Units; number++)
        {
            var turn = new SessionTurn
            {
                Id = FormattableString.Invariant($"t{writer}-{number}"),
                SessionId = FormattableString.Invariant($"s{writer}"),
                UserId = FormattableString.Invariant($"u{writer}"),
                Speaker = "x",
                Content = FormattableString.Invariant($"common turn w{writer}n{number}"),
            };
            if (number % 4 != 0)
            {
                await engine.Memory.Sessions.AppendAsync(turn).ConfigureAwait(false);
            }
            else
            {
                await engine.TransactAsync(async (transaction, token) =>
                {
                    await transaction.Memory.AppendTurnAsync(turn, token).ConfigureAwait(false);
                    await transaction.Memory.StoreInsightAsync(
                        new NewInsight
                        {
                            Id = FormattableString.Invariant($"i{writer}-{number}"),
                            UserId = turn.UserId,
                            Content = FormattableString.Invariant($"common insight w{writer}n{number}"),
                            Supersedes = number == 4 ? null : FormattableString.Invariant($"i{writer}-{number - 4}"),
                        },
                        token).ConfigureAwait(false);
                }).ConfigureAwait(false);
            }

            // The dot tells that the line is whole.
            await _output.WriteAsync(FormattableString.Invariant($"a {writer} {number} .\n")).ConfigureAwait(false);
            if (number % 16 == 0)
            {
                await engine.Memory.SearchAsync("common", 3, new SearchFilter { UserId = turn.UserId }).ConfigureAwait(false);
            }
        }
    }
}
