using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using Mosaic.CrashHost.Script;
using Mosaic.Storage;

namespace Mosaic.Embedded.Tests.Crash.PowerCut;

/// <summary>
/// A store's life on a simulated disk: sessions of writing, compacting, declaring indexes and closing, each ended by a power
/// cut at a random call, some recoveries cut as well; after each the store must hold what was acknowledged.
/// </summary>
internal sealed partial class PowerCutTrial
{
    private const string Path = "s.mosaic";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Random _random;
    private readonly Durability _durability;
    private readonly StorageLimits _limits;
    private readonly ScriptShape _shape;
    private readonly int _seed;
    private readonly List<WriterScript> _scripts = [];
    private readonly List<long> _acknowledgedBefore = [];
    private readonly bool _failingIndex;
    private readonly long _changesMax;
    private SimulatedDisk _disk;
    private string? _cursor;

    public PowerCutTrial(int seed, Durability durability)
    {
        _seed = seed;
        _durability = durability;
        _random = new Random(seed);
        _disk = new SimulatedDisk(_random.Next());
        _limits = new StorageLimits
        {
            ExtentBytes = 4096 << _random.Next(5),
            TableBytesMax = 4096 << _random.Next(7),
            LogBytesMax = 32768 << _random.Next(5),
            UnflushedBytesMax = 8192 << _random.Next(5),
            DirtyPagesMax = 1 << _random.Next(1, 8),
            BlocksPerSlice = 1 << _random.Next(8),
        };
        _shape = new ScriptShape(1 << _random.Next(5, 11), _random.Next(2, 24), _random.Next(10, 200));
        _failingIndex = _random.Next(3) == 0;
        _changesMax = _random.Next(4) == 0 ? _random.Next(1, 100) : 1_000_000;
        var writers = _random.Next(2) == 0 ? 1 : _random.Next(2, 9);
        for (var writer = 0; writer < writers; writer++)
        {
            _scripts.Add(new WriterScript(seed, writer, _shape));
            _acknowledgedBefore.Add(0);
        }
    }

    /// <summary>What was going on at each cut.</summary>
    public List<string> Cuts { get; } = [];

    public List<string> Problems { get; } = [];

    public int Lost { get; private set; }

    public int Half { get; private set; }

    public int Holes { get; private set; }

    public long Acknowledged { get; private set; }

    public async Task RunAsync()
    {
        try
        {
            await LiveAsync();
        }
        catch (Exception exception)
        {
            Problems.Add(exception.ToString());
        }

        if (Problems.Count > 0)
        {
            Problems.Insert(0, $"seed {_seed}, {_durability}, {_scripts.Count} writers, {_shape}, {_limits}, cuts: {string.Join("; ", Cuts)}");
        }
    }

    private async Task LiveAsync()
    {
        var sessions = _random.Next(1, 5);
        for (var session = 0; session < sessions && Problems.Count == 0; session++)
        {
            await WriteUntilCutAsync(session);
            Restart();
            while (_random.Next(3) == 0)
            {
                await RecoverUntilCutAsync();
            }

            if (_random.Next(4) == 0 && _disk.Exists(Path))
            {
                await VerifyAsync(readOnly: true);
            }

            if (Problems.Count == 0)
            {
                await VerifyAsync(readOnly: false);
            }
        }
    }

    private async Task WriteUntilCutAsync(int session)
    {
        _disk.Stage = session == 0 ? "create" : "open";
        _disk.CutAt = _disk.Calls + CallsUntilCut();
        MosaicEngine engine;
        try
        {
            engine = Open();
        }
        catch (Exception exception) when (IsCut(exception))
        {
            return;
        }

        try
        {
            await DeclareAsync(engine).WaitAsync(Patience);
            _disk.Stage = "write";
            var units = _random.Next(5, 120);
            var writers = _scripts.Select((_, writer) => WriteAsync(engine, writer, units)).Append(KeepHouseAsync(engine)).ToArray();
            await Task.WhenAll(writers).WaitAsync(Patience);
        }
        catch (Exception exception) when (IsCut(exception))
        {
        }

        _disk.Stage = "close";
        if (_random.Next(4) == 0)
        {
            _disk.Cut(); // not closed at all
        }

        await CloseAsync(engine);
    }

    /// <summary>As an application does when it starts. Declaring one that cannot be drops it again.</summary>
    private async Task DeclareAsync(MosaicEngine engine)
    {
        _disk.Stage = "declare";
        foreach (var collection in WriterScript.CollectionNames)
        {
            if (_failingIndex && HasDuplicates(collection))
            {
                try
                {
                    await engine.Documents.EnsureIndexAsync(collection, "part", unique: true);
                    Problems.Add("A unique index was declared over values that are not.");
                }
                catch (DuplicateKeyException)
                {
                }
            }

            var path = _random.Next(4) switch { 0 => "tag", 1 => "unit", 2 => "payload", _ => null };
            if (path is not null)
            {
                await engine.Documents.EnsureIndexAsync(collection, path);
            }
        }
    }

    private bool HasDuplicates(string collection) => _scripts.SelectMany(static script => script.Live)
        .Where(document => document.Key.Collection == collection)
        .GroupBy(static document => document.Value.Part)
        .Any(static group => group.Count() > 1);

    private async Task WriteAsync(MosaicEngine engine, int writer, int units)
    {
        var script = _scripts[writer];
        await Task.Yield();
        for (var i = 0; i < units; i++)
        {
            var unit = script.Next();
            await unit.WriteAsync(engine);
            script.Do(unit);
            Acknowledged++;
        }
    }

    private async Task KeepHouseAsync(MosaicEngine engine)
    {
        await Task.Yield();
        for (var i = _random.Next(4); i > 0; i--)
        {
            switch (_random.Next(4))
            {
                case 0:
                    await engine.CheckAsync();
                    break;
                case 1:
                    _disk.Stage = "index";
                    await engine.Documents.EnsureIndexAsync("left", "tag");
                    break;
                default:
                    _disk.Stage = "compact";
                    await engine.CompactAsync();
                    break;
            }

            _disk.Stage = "write";
        }
    }

    /// <summary>Opens what the cut has left, and is cut again.</summary>
    private async Task RecoverUntilCutAsync()
    {
        _disk.Stage = "recover";
        _disk.CutAt = _disk.Calls + _random.Next(1, 60);
        try
        {
            await CloseAsync(Open());
        }
        catch (Exception exception) when (IsCut(exception))
        {
        }

        Restart();
    }

    private async Task VerifyAsync(bool readOnly)
    {
        _disk.Stage = "verify";
        var calls = _disk.Calls;
        try
        {
            var engine = Open(readOnly);
            try
            {
                await VerifyAsync(engine, readOnly).WaitAsync(Patience);
            }
            finally
            {
                if (!readOnly && _random.Next(2) == 0)
                {
                    _disk.Cut();
                }

                await CloseAsync(engine);
            }
        }
        catch (Exception exception)
        {
            Problems.Add($"The store does not open{(readOnly ? " for reading" : "")}: {exception}");
        }

        if (readOnly && _disk.Calls != calls)
        {
            Problems.Add("Opened for reading only, and the disk was changed.");
        }

        if (_disk.IsCut)
        {
            Restart();
        }
    }

    private async Task VerifyAsync(MosaicEngine engine, bool readOnly)
    {
        var contents = await StoreContents.ReadAsync(engine, readOnly ? null : _cursor);
        Holes += contents.Holes;
        Problems.AddRange(contents.Problems);
        if (readOnly)
        {
            return;
        }

        _cursor = contents.Head;
        for (var writer = 0; writer < _scripts.Count; writer++)
        {
            var comparison = ScriptComparison.Run(_scripts[writer], contents);
            if (_durability == Durability.Relaxed && comparison.Problems.Count > 0)
            {
                comparison = FindPrefix(writer, contents) ?? comparison;
            }

            Lost += comparison.Lost;
            Half += comparison.Half;
            Problems.AddRange(comparison.Problems);
            _acknowledgedBefore[writer] = _scripts[writer].Done;
        }
    }

    /// <summary>Relaxed durability may lose the last units, in order: never one without those after it.</summary>
    private ScriptComparison? FindPrefix(int writer, StoreContents contents)
    {
        for (var done = _scripts[writer].Done; done >= _acknowledgedBefore[writer]; done--)
        {
            var script = new WriterScript(_seed, writer, _shape);
            script.DoUntil(done);
            var comparison = ScriptComparison.Run(script, contents);
            if (comparison.Problems.Count == 0)
            {
                _scripts[writer] = script;
                return comparison;
            }
        }

        return null;
    }

    private MosaicEngine Open(bool readOnly = false) => MosaicEngine.Open(
        new StorePaths(Path),
        _disk,
        new MosaicOptions
        {
            Durability = _durability,
            ReadOnly = readOnly,
            CacheBytes = 1 << _random.Next(10, 20),
            ChangeRecordRowsMax = _changesMax,
        },
        NullLogger.Instance,
        locked: false,
        _limits);

    private async Task CloseAsync(MosaicEngine engine)
    {
        try
        {
            await engine.DisposeAsync().AsTask().WaitAsync(Patience);
        }
        catch (Exception exception) when (IsCut(exception))
        {
        }
    }

    private void Restart()
    {
        _disk.Cut();
        Cuts.Add(_disk.CutDuring);
        _disk = _disk.Survive();
    }

    private bool IsCut(Exception exception) =>
        _disk.IsCut && (exception is IOException or MosaicException or ObjectDisposedException);

    private int CallsUntilCut() => (int)Math.Pow(2, _random.NextDouble() * 11.5);

    /// <summary>A cut's place without what is particular to the trial.</summary>
    public static string Place(string cut) => Digits().Replace(cut, "");

    [GeneratedRegex(@"\d+")]
    private static partial Regex Digits();
}
