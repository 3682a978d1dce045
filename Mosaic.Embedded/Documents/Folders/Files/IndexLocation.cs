using System.Security.Cryptography;
using System.Text;

namespace Mosaic.Documents.Folders.Files;

/// <summary>Where the index of a folder is kept.</summary>
internal static class IndexLocation
{
    public static string For(string root)
    {
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(root)).AsSpan(0, 12));
        return Path.Combine(data.Length > 0 ? data : Path.GetTempPath(), "Mosaic", "folders", $"{Path.GetFileName(root)}-{hash}.mosaic");
    }

    public static void Delete(string path)
    {
        foreach (var suffix in new[] { "", ".wal", ".leases" })
        {
            File.Delete(path + suffix);
        }

        if (Directory.Exists(path + ".index"))
        {
            Directory.Delete(path + ".index", recursive: true);
        }
    }
}
