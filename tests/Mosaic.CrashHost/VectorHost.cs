using Microsoft.Extensions.Logging.Abstractions;
using Mosaic.Storage;
using Mosaic.Storage.Files;

namespace Mosaic.CrashHost;

/// <summary>
/// Stores turns of users, each with words of its own, and forgets each user after a thousand, while models are trained on them.
/// Tells each acknowledgement: "a writer user turns" and "f writer user".
/// </summary>
/// <param name="plan">Its Done has for each writer the number of its user.</param>
internal sealed class VectorHost(HostPlan plan)
{
    private readonly TextWriter _output = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true });

    public async Task RunAsync()
    {
        var options = new MosaicOptions { Durability = plan.Durability, Embedder = new MlNetEmbedder() };
        var engine = MosaicEngine.Open(new StorePaths(plan.Path), DiskFolder.Instance, options, NullLogger.Instance, locked: true, plan.Limits);
        await using (engine.ConfigureAwait(false))
        {
            await Task.WhenAll(plan.Done.Select((user, writer) => Task.Run(() => WriteAsync(engine, writer, user)))).ConfigureAwait(false);
        }
    }

    private async Task WriteAsync(MosaicEngine engine, int writer, long first)
    {
        for (var number = first; ; number++)
        {
            var user = VectorUsers.Name(writer, number);
            for (var call = 0; call < VectorUsers.CallsPerUser; call++)
            {
                var turns = await engine.Memory.Sessions.AppendManyAsync(Turns(user, call)).ConfigureAwait(false);
                await TellAsync("a", writer, number, turns.Count).ConfigureAwait(false);
            }

            await engine.Memory.ForgetUserAsync(user).ConfigureAwait(false);
            await TellAsync("f", writer, number, 0).ConfigureAwait(false);
        }
    }

    /// <summary>Every call brings words of its own, so that models are soon trained again.</summary>
    private static IEnumerable<SessionTurn> Turns(string user, int call) => Enumerable.Range(0, VectorUsers.TurnsPerCall).Select(i => new SessionTurn
    {
        UserId = user,
        SessionId = $"of {user}",
        Speaker = "x",
        Content = FormattableString.Invariant($"common word{call}x{i % 5} word{call}x{(i + 1) % 5} thing{i % 7}"),
    });

    // The dot tells that the line is whole.
    private async Task TellAsync(string what, int writer, long number, int turns) =>
        await _output.WriteAsync(FormattableString.Invariant($"{what} {writer} {number} {turns} .\n")).ConfigureAwait(false);
}
