using Mosaic.Storage.Files;

namespace Mosaic.Embedded.Tests.Crash.PowerCut;

/// <summary>
/// A disk whose power can be cut at any call that changes it. What was not synced may be lost or kept: each sector on its own,
/// a file's length, and the creations, deletions and renames in the folder.
/// </summary>
internal sealed class SimulatedDisk(int seed) : IStorageFolder
{
    private readonly Random _random = new(seed);
    private readonly Dictionary<string, SimulatedInode> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SimulatedInode> _durableNames = new(StringComparer.Ordinal);
    private readonly List<Action<Dictionary<string, SimulatedInode>>> _unsyncedNames = [];

    public object Gate { get; } = new();

    /// <summary>Calls so far that changed the disk.</summary>
    public long Calls { get; private set; }

    /// <summary>The call at which the power is cut.</summary>
    public long CutAt { get; set; } = long.MaxValue;

    public bool IsCut { get; private set; }

    /// <summary>The call during which the power was cut.</summary>
    public string CutDuring { get; private set; } = "between calls";

    /// <summary>What the test was doing; part of <see cref="CutDuring"/>.</summary>
    public string Stage { get; set; } = "";

    /// <summary>Bytes of all files, at most.</summary>
    public long SpaceMax { get; set; } = long.MaxValue;

    /// <summary>Called before each change, outside of any lock.</summary>
    public Action<DiskCall, string>? Before { get; set; }

    public long Bytes => Look(() => _names.Values.Sum(static inode => inode.Length));

    public long LengthOf(string path)
    {
        lock (Gate)
        {
            return _names.TryGetValue(path, out var inode) ? inode.Length : -1;
        }
    }

    public IReadOnlyList<string> Names => Look(() => _names.Keys.Order(StringComparer.Ordinal).ToList());

    public bool Exists(string path) => Look(() => _names.ContainsKey(path));

    public IStorageFile Open(string path, FileUse use)
    {
        if (use == FileUse.Read || (use == FileUse.ReadWrite && Exists(path)))
        {
            return Look(() => _names.TryGetValue(path, out var inode)
                ? new SimulatedFile(this, inode, use != FileUse.Read)
                : throw new FileNotFoundException(null, path));
        }

        lock (Enter(DiskCall.Create, path, out var cut))
        {
            if (!_names.TryGetValue(path, out var inode))
            {
                inode = new SimulatedInode { Name = path };
                Rename(names => names[path] = inode);
            }
            else
            {
                inode.SetLength(0);
            }

            ThrowIf(cut);
            return new SimulatedFile(this, inode, writable: true);
        }
    }

    public void Delete(string path)
    {
        if (!Exists(path))
        {
            return;
        }

        lock (Enter(DiskCall.Delete, path, out var cut))
        {
            Rename(names => names.Remove(path));
            ThrowIf(cut);
        }
    }

    public void Rename(string from, string to)
    {
        lock (Enter(DiskCall.Rename, to, out var cut))
        {
            var inode = _names.GetValueOrDefault(from) ?? throw new FileNotFoundException(null, from);
            Rename(names =>
            {
                if (names.GetValueOrDefault(from) == inode)
                {
                    names.Remove(from);
                }

                names[to] = inode;
            });
            inode.Name = to;
            ThrowIf(cut);
        }
    }

    public void SyncFolder(string path)
    {
        lock (Enter(DiskCall.SyncFolder, path, out var cut))
        {
            if (Happens(cut))
            {
                _unsyncedNames.Clear();
                _durableNames.Clear();
                foreach (var (name, inode) in _names)
                {
                    _durableNames[name] = inode;
                }
            }

            ThrowIf(cut);
        }
    }

    /// <summary>Cuts the power now, between two calls.</summary>
    public void Cut()
    {
        lock (Gate)
        {
            IsCut = true;
        }
    }

    /// <summary>The disk as it may be found when the power is back.</summary>
    public SimulatedDisk Survive()
    {
        lock (Gate)
        {
            var kept = _random.Next(4) switch { 0 => 0.0, 1 => 1.0, _ => _random.NextDouble() };
            var names = new Dictionary<string, SimulatedInode>(_durableNames, StringComparer.Ordinal);
            var prefix = _random.Next(2) == 0 ? _random.Next(_unsyncedNames.Count + 1) : -1;
            for (var i = 0; i < _unsyncedNames.Count; i++)
            {
                if (prefix < 0 ? _random.NextDouble() < kept : i < prefix)
                {
                    _unsyncedNames[i](names);
                }
            }

            var survivor = new SimulatedDisk(_random.Next());
            foreach (var (name, inode) in names.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
            {
                survivor._names[name] = survivor._durableNames[name] = inode.Survive(_random, kept);
            }

            return survivor;
        }
    }

    /// <summary>The disk with everything that was written, synced or not, but those sectors of <paramref name="path"/>.</summary>
    public SimulatedDisk SurviveWithout(string path, params int[] lost)
    {
        lock (Gate)
        {
            var survivor = new SimulatedDisk(_random.Next());
            foreach (var (name, inode) in _names)
            {
                survivor._names[name] = survivor._durableNames[name] = inode.Survive(sector => name != path || !lost.Contains(sector));
            }

            return survivor;
        }
    }

    /// <summary>Counts a call. Returns what to lock while it is carried out.</summary>
    internal object Enter(DiskCall call, string path, out bool cut)
    {
        Before?.Invoke(call, path);
        lock (Gate)
        {
            ThrowIfCut();
            cut = ++Calls == CutAt;
            if (cut)
            {
                IsCut = true;
                var thread = Thread.CurrentThread.Name == "Mosaic applier" ? " by the applier" : "";
                CutDuring = $"{Stage}: {call} of {path}{thread}";
            }

            return Gate;
        }
    }

    internal void ThrowIfCut() => ThrowIf(IsCut);

    internal static void ThrowIf(bool cut)
    {
        if (cut)
        {
            throw new PowerCutException();
        }
    }

    /// <summary>Whether a sync takes effect: always, unless the power goes while it runs.</summary>
    internal bool Happens(bool cut) => !cut || _random.Next(2) == 0;

    internal void RequireSpace(long more)
    {
        if (more > 0 && Bytes + more > SpaceMax)
        {
            const int noSpace = 28;
            throw new IOException("No space left on the simulated disk.", noSpace);
        }
    }

    internal T Look<T>(Func<T> look)
    {
        lock (Gate)
        {
            ThrowIfCut();
            return look();
        }
    }

    private void Rename(Action<Dictionary<string, SimulatedInode>> change)
    {
        change(_names);
        _unsyncedNames.Add(change);
    }
}
