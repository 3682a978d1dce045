using MessagePack;

namespace Mosaic.Backup;

/// <summary>How a backup is encrypted: AES-256-GCM with a key that PBKDF2-HMAC-SHA256 makes of the passphrase.</summary>
/// <param name="Iterations">PBKDF2's cost.</param>
/// <param name="Salt">Random, of this backup: so its key is its own.</param>
/// <param name="CheckNonce">Of the tag below.</param>
/// <param name="CheckTag">A tag over nothing, by which a wrong passphrase is told.</param>
internal sealed record CipherHeader(int Iterations, byte[] Salt, byte[] CheckNonce, byte[] CheckTag)
{
    public static void Write(ref MessagePackWriter writer, CipherHeader? cipher)
    {
        if (cipher is null)
        {
            writer.WriteNil();
            return;
        }

        writer.WriteArrayHeader(5);
        writer.Write("AES-256-GCM, PBKDF2-HMAC-SHA256");
        writer.Write(cipher.Iterations);
        writer.Write(cipher.Salt);
        writer.Write(cipher.CheckNonce);
        writer.Write(cipher.CheckTag);
    }

    public static CipherHeader? Read(ref MessagePackReader reader)
    {
        if (reader.TryReadNil())
        {
            return null;
        }

        reader.ReadArrayHeader();
        reader.ReadString();
        return new CipherHeader(
            reader.ReadInt32(), BackupHeader.Bytes(ref reader)!, BackupHeader.Bytes(ref reader)!, BackupHeader.Bytes(ref reader)!);
    }
}
