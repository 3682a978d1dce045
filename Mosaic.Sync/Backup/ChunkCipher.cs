using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Mosaic.Backup;

/// <summary>
/// Encrypts and authenticates what a frame stores. Authenticated beside it are the file's header, the frame's mark and its number:
/// no frame passes for another one, in this file or another. Nonces are random: each file has its own key, and far fewer frames than
/// would make two nonces meet.
/// </summary>
internal sealed class ChunkCipher : IDisposable
{
    /// <summary>What OWASP asks of PBKDF2-HMAC-SHA256.</summary>
    public const int Iterations = 600_000;

    private const int IterationsMax = 100_000_000;
    private const int KeyBytes = 32;
    private readonly AesGcm _aes;

    private ChunkCipher(AesGcm aes) => _aes = aes;

    public static (ChunkCipher Cipher, CipherHeader Header) Create(string passphrase)
    {
        var salt = RandomNumberGenerator.GetBytes(BackupFormat.SaltBytes);
        var nonce = RandomNumberGenerator.GetBytes(BackupFormat.NonceBytes);
        var tag = new byte[BackupFormat.TagBytes];
        var aes = Aes(passphrase, salt, Iterations);
        aes.Encrypt(nonce, default(ReadOnlySpan<byte>), default, tag, salt);
        return (new ChunkCipher(aes), new CipherHeader(Iterations, salt, nonce, tag));
    }

    /// <returns>null: the backup is not encrypted.</returns>
    /// <exception cref="BackupPassphraseException">The passphrase is another one, or missing.</exception>
    public static ChunkCipher? Open(CipherHeader? header, string? passphrase, string path)
    {
        if (header is null)
        {
            return null;
        }

        if (passphrase is null)
        {
            throw BackupErrors.Passphrase(path, "is encrypted, and no passphrase was given");
        }

        if (header.Iterations is < 1 or > IterationsMax)
        {
            throw BackupErrors.Corrupt(path, "Its header says a cost of the key that none has.");
        }

        var aes = Aes(passphrase, header.Salt, header.Iterations);
        try
        {
            aes.Decrypt(header.CheckNonce, default(ReadOnlySpan<byte>), header.CheckTag, default, header.Salt);
            return new ChunkCipher(aes);
        }
        catch (CryptographicException)
        {
            aes.Dispose();
            throw BackupErrors.Passphrase(path, "was encrypted with another passphrase");
        }
    }

    public void Encrypt(in FrameInfo frame, ReadOnlySpan<byte> headerHash, ReadOnlySpan<byte> plain, Span<byte> stored, Span<byte> nonce, Span<byte> tag)
    {
        RandomNumberGenerator.Fill(nonce);
        _aes.Encrypt(nonce, plain, stored, tag, Beside(frame, headerHash));
    }

    /// <exception cref="CryptographicException">It is not what was encrypted there.</exception>
    public void Decrypt(in FrameInfo frame, ReadOnlySpan<byte> headerHash, ReadOnlySpan<byte> stored, Span<byte> plain, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> tag) =>
        _aes.Decrypt(nonce, stored, tag, plain, Beside(frame, headerHash));

    public void Dispose() => _aes.Dispose();

    private static byte[] Beside(in FrameInfo frame, ReadOnlySpan<byte> headerHash)
    {
        var beside = new byte[BackupFormat.HashBytes + (3 * sizeof(uint))];
        headerHash.CopyTo(beside);
        BinaryPrimitives.WriteUInt32LittleEndian(beside.AsSpan(BackupFormat.HashBytes), frame.Mark);
        BinaryPrimitives.WriteInt32LittleEndian(beside.AsSpan(BackupFormat.HashBytes + 4), frame.Number);
        BinaryPrimitives.WriteInt32LittleEndian(beside.AsSpan(BackupFormat.HashBytes + 8), frame.PlainLength);
        return beside;
    }

    private static AesGcm Aes(string passphrase, byte[] salt, int iterations)
    {
        // The same text typed on another system may be composed otherwise.
        var text = Encoding.UTF8.GetBytes(passphrase.Normalize(NormalizationForm.FormC));
        var key = Rfc2898DeriveBytes.Pbkdf2(text, salt, iterations, HashAlgorithmName.SHA256, KeyBytes);
        try
        {
            return new AesGcm(key, BackupFormat.TagBytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
            CryptographicOperations.ZeroMemory(text);
        }
    }
}
