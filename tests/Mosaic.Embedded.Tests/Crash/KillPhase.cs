using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Mosaic.CrashHost;
using Mosaic.CrashHost.Script;
using Mosaic.Storage;
using Mosaic.Storage.Files;

namespace Mosaic.Embedded.Tests.Crash;

/// <summary>One store that lives through many kills of the process that writes it, each followed by an inspection.</summary>
/// <param name="name">What the host is doing when it is killed.</param>
/// <param name="folder">Where the store is.</param>
/// <param name="seed">Of the scripts and of the choice of instants.</param>
internal sealed class KillPhase(string name, string folder, int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<WriterScript> _scripts = [];
    private long _units;
    private string? _cursor;
    private int _store;

    /// <summary>How the host works in this phase.</summary>
    public HostPlan Plan { get; init; } = new() { Path = "" };

    public int Writers { get; init; } = 1;

    /// <summary>The host is killed after as many acknowledgements, at most.</summary>
    public int AcknowledgementsMax { get; init; } = 300;

    /// <summary>Each kill is of a new store.</summary>
    public bool Cold { get; init; }

    /// <summary>After the kill others are killed while they open what it left.</summary>
    public bool WhileOpening { get; init; }

    /// <summary>The host ends by itself and is killed while it closes.</summary>
    public bool WhileClosing { get; init; }

    /// <summary>The host kills itself at a call of this kind; null: the test kills it.</summary>
    public string? Die { get; init; }

    public int Kills { get; private set; }

    public long Acknowledged { get; private set; }

    public int Lost { get; private set; }

    public int Half { get; private set; }

    public int Holes { get; private set; }

    public List<string> Problems { get; } = [];

    public override string ToString() =>
        $"{name,-44} {Plan.Durability,-8} kills {Kills,4}  acknowledged {Acknowledged,7}  lost {Lost}  half units {Half}  holes {Holes}  other {Problems.Count - Lost - Half - Holes}";

    public async Task RunAsync(int kills)
    {
        while (Kills < kills && Problems.Count == 0)
        {
            if (Cold || _scripts.Count == 0)
            {
                Begin();
            }

            if (WhileClosing)
            {
                await KillWhileClosingAsync();
            }
            else
            {
                await KillWhileWritingAsync();
            }

            for (var more = WhileOpening ? _random.Next(1, 4) : 0; more > 0; more--)
            {
                await KillWhileOpeningAsync();
            }

            await InspectAsync();
        }
    }

    private void Begin()
    {
        _store++;
        _cursor = null;
        _scripts.Clear();
        for (var writer = 0; writer < Writers; writer++)
        {
            _scripts.Add(new WriterScript(seed + _store, writer, Plan.Shape));
        }
    }

    private HostPlan Next() => Plan with
    {
        Path = StorePath(),
        Seed = seed + _store,
        Done = [.. _scripts.Select(static script => script.Done)],
    };

    private string StorePath() => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{name.Replace(' ', '-')}-{_store}"), "app.mosaic");

    private async Task KillWhileWritingAsync()
    {
        var plan = Next();
        if (Die is not null)
        {
            plan = plan with { Die = string.Create(CultureInfo.InvariantCulture, $"{Die}.{_random.Next(2, 6)}") };
        }

        using var host = HostProcess.Start(plan);
        var limit = Die is null ? _random.Next(1, AcknowledgementsMax) : int.MaxValue;
        var killed = false;
        for (var acknowledged = 0; await host.ReadAsync() is { } line;)
        {
            acknowledged += Take(line);
            if (line == "idle" && (killed = _random.Next(3) == 0))
            {
                host.Kill();
            }
            else if (line == "idle")
            {
                host.Say("go");
            }
            else if (acknowledged >= limit && !killed)
            {
                host.Kill();
                killed = true;
            }
        }

        await CountAsync(host);
    }

    /// <summary>Half of them kill themselves at a call to the file system, half are killed at an instant by the clock.</summary>
    private async Task KillWhileOpeningAsync()
    {
        var self = _random.Next(2) == 0;
        var plan = Next() with { Done = [], Units = 0, Die = self ? string.Create(CultureInfo.InvariantCulture, $"Any.{_random.Next(1, 60)}") : null };
        using var host = HostProcess.Start(plan);
        if (await host.ReadAsync() == "opening" && !self)
        {
            SpinWait.SpinUntil(static () => false, _random.Next(1, 60));
            host.Kill();
        }

        while (await host.ReadAsync() is not null)
        {
        }

        await CountAsync(host);
    }

    private async Task KillWhileClosingAsync()
    {
        // The calls that closing makes are learned from a host that is not killed.
        var (opened, closed) = (0L, 0L);
        using (var host = HostProcess.Start(Next() with { Units = 20 }))
        {
            while (await host.ReadAsync() is { } line)
            {
                Take(line);
                closed = line.StartsWith("closed", StringComparison.Ordinal) ? Number(line, 1) : closed;
                opened = line.StartsWith("opened", StringComparison.Ordinal) ? Number(line, 1) : opened;
            }

            await host.ExitAsync();
        }

        var at = closed - _random.Next(0, (int)Math.Min(12, closed - opened));
        using var victim = HostProcess.Start(Next() with { Units = 20, Die = string.Create(CultureInfo.InvariantCulture, $"Any.{at}") });
        while (await victim.ReadAsync() is { } line)
        {
            Take(line);
        }

        await CountAsync(victim);
    }

    private int Take(string line)
    {
        if (!line.StartsWith("a ", StringComparison.Ordinal))
        {
            return 0;
        }

        _scripts[(int)Number(line, 1)].DoUntil(Number(line, 2));
        return 1;
    }

    private static long Number(string line, int part) => long.Parse(line.Split(' ')[part], CultureInfo.InvariantCulture);

    private async Task CountAsync(HostProcess host)
    {
        var code = await host.ExitAsync();
        if (code != 0)
        {
            Kills++;
        }

        const int killed = 137;
        if (code is not 0 and not killed && OperatingSystem.IsLinux())
        {
            Problems.Add($"{name}: the host ended with {code}.");
        }
    }

    private async Task InspectAsync()
    {
        try
        {
            if (!File.Exists(StorePath()) && _scripts.TrueForAll(static script => script.Done == 0))
            {
                return; // killed before there was a store
            }

            await using var engine = MosaicEngine.Open(
                new StorePaths(StorePath()), DiskFolder.Instance, new MosaicOptions(), NullLogger.Instance, locked: true, Plan.Limits);
            var contents = await StoreContents.ReadAsync(engine, _cursor);
            _cursor = contents.Head;
            Holes += contents.Holes;
            Problems.AddRange(contents.Problems);
            foreach (var script in _scripts)
            {
                var comparison = ScriptComparison.Run(script, contents);
                Lost += comparison.Lost;
                Half += comparison.Half;
                Problems.AddRange(comparison.Problems);
            }
        }
        catch (Exception exception)
        {
            Problems.Add($"{name}: the store does not open: {exception}");
        }

        var units = _scripts.Sum(static script => script.Done);
        Acknowledged += Cold ? units : units - _units;
        _units = Cold ? 0 : units;
    }
}
