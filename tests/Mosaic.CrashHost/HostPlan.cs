using System.Globalization;
using Mosaic.CrashHost.Script;
using Mosaic.Storage;

namespace Mosaic.CrashHost;

/// <summary>What a host is to do, as its arguments tell: name=value each.</summary>
internal sealed record HostPlan
{
    /// <summary>The store.</summary>
    public required string Path { get; init; }

    public Durability Durability { get; init; } = Durability.Full;

    /// <summary>Small limits make a checkpoint every few writes.</summary>
    public bool Small { get; init; }

    /// <summary>The scripts' seed.</summary>
    public int Seed { get; init; }

    public ScriptShape Shape { get; init; } = new(256, 12, 150);

    /// <summary>For each writer the units that were done before.</summary>
    public IReadOnlyList<long> Done { get; init; } = [];

    /// <summary>Units that each writer does before it ends; without an end by default.</summary>
    public long Units { get; init; } = long.MaxValue;

    /// <summary>Compacts again and again meanwhile.</summary>
    public bool Compact { get; init; }

    /// <summary>Checkpoints after ten units, says so and waits for a line before it goes on.</summary>
    public bool Idle { get; init; }

    /// <summary>Writes memories instead of documents.</summary>
    public bool Memory { get; init; }

    /// <summary>Stores and forgets users, with an embedder that is trained meanwhile.</summary>
    public bool Vectors { get; init; }

    /// <summary>Times that the store is opened, against another process that does the same; 0: no race.</summary>
    public int Race { get; init; }

    /// <summary>The call to the file system at which the host kills itself, as Rename.2 or Any.57; null: none.</summary>
    public string? Die { get; init; }

    public StorageLimits Limits => Small
        ? new StorageLimits
        {
            ExtentBytes = 65536,
            TableBytesMax = 128 * 1024,
            LogBytesMax = 512 * 1024,
            UnflushedBytesMax = 64 * 1024,
            DirtyPagesMax = 32,
            BlocksPerSlice = 8,
            IndexCommitChanges = 25,
        }
        : StorageLimits.Default;

    public IEnumerable<string> ToArguments() =>
    [
        $"{nameof(Path)}={Path}",
        $"{nameof(Durability)}={Durability}",
        $"{nameof(Small)}={Small}",
        FormattableString.Invariant($"{nameof(Seed)}={Seed}"),
        $"{nameof(Shape)}={Shape}",
        $"{nameof(Done)}={string.Join(',', Done)}",
        FormattableString.Invariant($"{nameof(Units)}={Units}"),
        $"{nameof(Compact)}={Compact}",
        $"{nameof(Idle)}={Idle}",
        $"{nameof(Memory)}={Memory}",
        $"{nameof(Vectors)}={Vectors}",
        FormattableString.Invariant($"{nameof(Race)}={Race}"),
        .. Die is null ? Array.Empty<string>() : [$"{nameof(Die)}={Die}"],
    ];

    public static HostPlan Parse(IEnumerable<string> arguments)
    {
        var values = arguments.Select(static argument => argument.Split('=', 2)).ToDictionary(static pair => pair[0], static pair => pair[1]);
        return new HostPlan
        {
            Path = values[nameof(Path)],
            Durability = Enum.Parse<Durability>(values[nameof(Durability)]),
            Small = bool.Parse(values[nameof(Small)]),
            Seed = int.Parse(values[nameof(Seed)], CultureInfo.InvariantCulture),
            Shape = ScriptShape.Parse(values[nameof(Shape)]),
            Done = [.. values[nameof(Done)].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(static text => long.Parse(text, CultureInfo.InvariantCulture))],
            Units = long.Parse(values[nameof(Units)], CultureInfo.InvariantCulture),
            Compact = bool.Parse(values[nameof(Compact)]),
            Idle = bool.Parse(values[nameof(Idle)]),
            Memory = bool.Parse(values[nameof(Memory)]),
            Vectors = bool.Parse(values[nameof(Vectors)]),
            Race = int.Parse(values[nameof(Race)], CultureInfo.InvariantCulture),
            Die = values.GetValueOrDefault(nameof(Die)),
        };
    }
}
