using System.Text;
using Mosaic.Storage.Files;

namespace Mosaic.Documents.Folders.Files;

/// <content>
/// How it comes into its place, so that an edit that somebody else makes meanwhile is not lost. What goes back after that goes by a
/// temporary name that only this folder has, and a link that stands in its place by then is not followed.
/// </content>
internal sealed partial class AtomicFile
{
    /// <summary>Puts it in its place, if what is there is what it is to replace.</summary>
    /// <param name="known">What it is to replace; null: nothing.</param>
    /// <returns>false: somebody else wrote there meanwhile, and what he wrote stays.</returns>
    /// <exception cref="InvalidDocumentException">A part of the path has become a link.</exception>
    public bool Replace(FileContent? known)
    {
        FolderLinks.RequireNone(root, path);
        var full = Path.Combine(root, path);
        renamed = known is null ? TryPlace(temporary, full) : known.IsIn(full) && Exchange(full, known);
        if (renamed && durability == Durability.Full)
        {
            DiskFolder.Instance.SyncFolder(full);
        }

        return renamed;
    }

    /// <summary>Deletes a file, if it is as it is known.</summary>
    /// <returns>false: somebody else wrote it meanwhile, and it stays.</returns>
    /// <exception cref="InvalidDocumentException">A part of the path has become a link.</exception>
    public static bool Delete(string root, string path, FileContent known, Durability durability)
    {
        FolderLinks.RequireNone(root, path);
        var full = Path.Combine(root, path);
        if (!File.Exists(full))
        {
            return true;
        }

        if (!known.IsIn(full))
        {
            return false;
        }

        var temporary = LeftFiles.Taken(full, null, known);
        FolderLinks.RequireNone(root, path);
        if (!TryTake(full, temporary))
        {
            return false;
        }

        if (!known.IsStillIn(temporary))
        {
            Return(temporary, full);
            return false;
        }

        File.Delete(temporary);
        if (durability == Durability.Full)
        {
            DiskFolder.Instance.SyncFolder(full);
        }

        return true;
    }

    /// <summary>The two change places, so that an edit between the last look and this is not lost: it comes out under the temporary name.</summary>
    private bool Exchange(string full, FileContent known)
    {
        var taken = LeftFiles.Taken(full, written, known);
        if (!TryTake(temporary, taken))
        {
            return false;
        }

        temporary = taken;
        FolderLinks.RequireNone(root, path);
        switch (NativeFile.Exchange(temporary, full))
        {
            case false:
                return false;
            case null:
                File.Move(temporary, full, overwrite: true);
                return true;
            default:
                break;
        }

        renamed = true; // what is under the temporary name is not ours to delete, whatever happens
        if (known.IsStillIn(temporary))
        {
            File.Delete(temporary);
            return true;
        }

        PutBack(full);
        return false;
    }

    /// <summary>The edit goes back in its place; of two edits within these calls the newer, and the older is kept beside it.</summary>
    private void PutBack(string full)
    {
        if (NativeFile.Exchange(temporary, full) == true)
        {
            if (written.IsStillIn(temporary))
            {
                File.Delete(temporary);
                return;
            }

            _ = NativeFile.Exchange(temporary, full);
        }

        Return(temporary, full);
    }

    /// <summary>Puts a file in a place, or beside it when there is another.</summary>
    public static void Return(string temporary, string full)
    {
        if (!TryPlace(temporary, full))
        {
            KeepBeside(temporary, full);
        }
    }

    private static void KeepBeside(string temporary, string full)
    {
        var stem = Path.GetFileNameWithoutExtension(full);
        while (Encoding.UTF8.GetByteCount(stem) > LeftFiles.MaxNameBytes)
        {
            stem = stem[..^(char.IsLowSurrogate(stem[^1]) ? 2 : 1)];
        }

        stem = Path.Combine(Path.GetDirectoryName(full)!, stem);
        for (var number = 1; !TryPlace(temporary, $"{stem}.edited-{number}{Path.GetExtension(full)}") && File.Exists(temporary); number++)
        {
            // that name is taken
        }
    }

    private static bool TryPlace(string from, string to)
    {
        if (NativeFile.Place(from, to) is { } placed)
        {
            return placed;
        }

        try
        {
            File.Move(from, to, overwrite: false);
            return true;
        }
        catch (IOException) when (Path.Exists(to))
        {
            return false;
        }
    }

    private static bool TryTake(string full, string temporary)
    {
        try
        {
            File.Move(full, temporary);
            return true;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }
}
