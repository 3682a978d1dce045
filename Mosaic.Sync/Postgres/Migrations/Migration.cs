using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Mosaic.Postgres.Migrations;

/// <summary>One numbered change of the schema.</summary>
/// <remarks>Its text has <c>{schema}</c> in it. Its first line says <c>-- compatible: yes</c> if programs that do not know it may go on working beside it.</remarks>
internal sealed record Migration(int Number, string Name, string Text)
{
    private const string Prefix = "migrations/";

    /// <summary>Those of this program, in order, numbered from 1 without a gap.</summary>
    public static IReadOnlyList<Migration> All { get; } = Load();

    public bool Compatible { get; } = Text.StartsWith("-- compatible: yes\n", StringComparison.Ordinal);

    /// <summary>Of the text as lines that end in a line feed, whatever the checkout made of them.</summary>
    public byte[] Sha256 { get; } = SHA256.HashData(Encoding.UTF8.GetBytes(Text));

    private static Migration[] Load()
    {
        var all = Sql.List(Prefix).Select(static file => new Migration(
            int.Parse(file.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture),
            file[5..],
            Sql.Read(Prefix + file).ReplaceLineEndings("\n"))).ToArray();
        for (var i = 0; i < all.Length; i++)
        {
            if (all[i].Number != i + 1)
            {
                throw new InvalidOperationException($"Migration {i + 1} is missing, or there are two.");
            }
        }

        return all;
    }
}
