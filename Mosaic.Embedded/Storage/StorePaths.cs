namespace Mosaic.Storage;

/// <summary>The files of a store: the data file alone when it is closed, the others while it is open.</summary>
internal sealed record StorePaths(string Data)
{
    public string Log => Data + ".wal";

    public string Lock => Data + ".lock";

    public string Owner => Data + ".owner";

    /// <summary>Which jobs were begun; see the queue's lease file.</summary>
    public string Leases => Data + ".leases";

    /// <summary>A data file under construction: creation and compaction rename it over <see cref="Data"/>.</summary>
    public string NewData => Data + ".new";

    public string NewLog => Log + ".new";

    /// <summary>What LiteDB would make if its own tools wrote to the file; this store never does.</summary>
    public string LiteDbLog => Path.ChangeExtension(Data, null) + "-log" + Path.GetExtension(Data);

    /// <summary>A folder: what search needs beside the file. Derived; it may be deleted at any time while the store is closed.</summary>
    public string Index => Data + ".index";

    public IEnumerable<string> All => [Data, Log, Lock, Owner, Leases, NewData, NewLog, Index];
}
