using System.Buffers.Binary;
using System.Globalization;

namespace Mosaic.Postgres.Queue;

/// <summary>The ids that the store makes: 32 digits, the job's number, its queue's id and four bytes of the store's identity, so that another store's are foreign.</summary>
internal sealed class TeamJobId(Guid storeId)
{
    private const int Length = 32;

    /// <summary>What ids of this store end with.</summary>
    public string Salt { get; } = BinaryPrimitives.ReadUInt32BigEndian(storeId.ToByteArray()).ToString("x8", CultureInfo.InvariantCulture);

    public string ToText(long number, int queue) => string.Create(CultureInfo.InvariantCulture, $"{number:x16}{queue:x8}{Salt}");

    /// <summary>False when this store did not make the id.</summary>
    public bool TryParse(string text, out long number)
    {
        number = 0;
        return text.Length == Length && text.EndsWith(Salt, StringComparison.Ordinal) && !text.AsSpan().ContainsAnyInRange('A', 'F')
            && int.TryParse(text.AsSpan(16, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _)
            && long.TryParse(text.AsSpan(0, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
    }
}
