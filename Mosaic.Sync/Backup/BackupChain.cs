namespace Mosaic.Backup;

/// <summary>The files that a backup needs: a full one first, then those that build on it, itself last.</summary>
internal static class BackupChain
{
    /// <summary>Finds them in the folder of the last one: under the names that they had, or else by their ids.</summary>
    public static IReadOnlyList<string> Find(string path)
    {
        var chain = new List<string>();
        Dictionary<Guid, string>? byId = null;
        for (var next = path; ;)
        {
            chain.Insert(0, next);
            var header = Header(next);
            if (header.BaseId is not { } id)
            {
                return chain;
            }

            var folder = Path.GetDirectoryName(next)!;
            var named = Path.Combine(folder, Path.GetFileName(header.BaseName!));
            if (!File.Exists(named) || TryHeader(named)?.Id != id)
            {
                byId ??= ById(folder);
                named = byId.GetValueOrDefault(id) ?? throw BackupErrors.Corrupt(next, $"It builds on '{header.BaseName}', which is not in its folder.");
            }

            if (chain.Contains(named))
            {
                throw BackupErrors.Corrupt(next, "It builds on itself.");
            }

            next = named;
        }
    }

    /// <summary>That each is the one on which the next builds.</summary>
    public static void Require(BackupHeader header, BackupManifest? before, string path)
    {
        if (header.StoreFormat > Backends.StoreTransfer.FormatVersion)
        {
            throw BackupErrors.Corrupt(path, $"Its rows have format {header.StoreFormat}; this version of Mosaic knows formats up to {Backends.StoreTransfer.FormatVersion}.");
        }

        if (header.BaseId is null)
        {
            if (before is not null)
            {
                throw BackupErrors.Corrupt(path, "It is a full backup, and does not build on the one before it.");
            }
        }
        else if (before is null || header.BaseId != before.Id || !before.Hash.Span.SequenceEqual(header.BaseHash))
        {
            throw BackupErrors.Corrupt(path, before is null
                ? $"It builds on '{header.BaseName}', which was not given."
                : $"It builds on another backup than the one before it: on '{header.BaseName}' as that was then.");
        }
    }

    private static Dictionary<Guid, string> ById(string folder)
    {
        var found = new Dictionary<Guid, string>();
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            if (!file.EndsWith(BackupFormat.PartExtension, StringComparison.Ordinal) && TryHeader(file) is { } header)
            {
                found.TryAdd(header.Id, file);
            }
        }

        return found;
    }

    private static BackupHeader Header(string path)
    {
        using var reader = BackupReader.Open(path, null);
        return reader.Header;
    }

    private static BackupHeader? TryHeader(string path)
    {
        try
        {
            return Header(path);
        }
        catch (BackupCorruptException)
        {
            return null;
        }
    }
}
