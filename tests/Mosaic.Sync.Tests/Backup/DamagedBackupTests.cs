using System.Buffers.Binary;
using System.Security.Cryptography;
using Mosaic.Embedded.Tests.Crash;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Backup;

/// <summary>Whatever happens to a backup's file is found without restoring it.</summary>
public sealed class DamagedBackupTests
{
    private const string Passphrase = "correct horse";
    private static readonly MosaicOptions Quick = new() { Durability = Durability.Relaxed };

    private readonly BackupFolder _folder = new();

    [OneTimeSetUp]
    public async Task MakeAsync()
    {
        await using var store = await MosaicEngine.OpenAsync(_folder.File("a.mosaic"), Quick);
        var random = await BackupTests.FillAsync(store, 400);
        await MosaicBackup.CreateAsync(store, _folder.File("full"), new BackupOptions { ChunkBytes = 8_000 });
        await MosaicBackup.CreateAsync(store, _folder.File("secret"), new BackupOptions { ChunkBytes = 8_000, Passphrase = Passphrase });
        await random.StepAsync();
        await MosaicBackup.CreateAsync(store, _folder.File("next"), new BackupOptions { Base = _folder.File("full"), ChunkBytes = 8_000 });
        await random.StepAsync();
        await MosaicBackup.CreateAsync(store, _folder.File("last"), new BackupOptions { Base = _folder.File("next"), ChunkBytes = 8_000 });
        await MosaicBackup.CreateAsync(store, _folder.File("other"), new BackupOptions { ChunkBytes = 8_000 });
    }

    [OneTimeTearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public async Task A_flipped_bit_anywhere_is_found()
    {
        var random = new Random(LongTests.Seed);
        await TestContext.Out.WriteLineAsync($"seed {LongTests.Seed}");
        var bytes = await File.ReadAllBytesAsync(_folder.File("full"));
        var damaged = _folder.File("damaged");
        var tries = LongTests.Wanted ? 1_000 : 200;
        var missed = new List<int>();
        for (var i = 0; i < tries; i++)
        {
            var at = i < 64 ? i : i < 128 ? bytes.Length - (i - 63) : random.Next(bytes.Length);
            var flipped = (byte[])bytes.Clone();
            flipped[at] ^= (byte)(1 << random.Next(8));
            await File.WriteAllBytesAsync(damaged, flipped);
            if ((await MosaicBackup.VerifyAsync([damaged])).Ok)
            {
                missed.Add(at);
            }
        }

        File.Delete(damaged);
        Assert.That(missed, Is.Empty, $"of {tries}, seed {LongTests.Seed}");
        Assert.That((await MosaicBackup.VerifyAsync([_folder.File("full")])).Ok);
    }

    [Test]
    public async Task A_file_that_was_cut_off_anywhere_or_grew_is_found()
    {
        var random = new Random(LongTests.Seed);
        var bytes = await File.ReadAllBytesAsync(_folder.File("full"));
        var damaged = _folder.File("cut");
        foreach (var length in Enumerable.Range(0, 60).Select(_ => random.Next(bytes.Length)).Append(0).Append(bytes.Length - 1))
        {
            await File.WriteAllBytesAsync(damaged, bytes[..length]);
            Assert.That((await MosaicBackup.VerifyAsync([damaged])).Ok, Is.False, $"{length} bytes");
        }

        await File.WriteAllBytesAsync(damaged, [.. bytes, 0]);
        Assert.That((await MosaicBackup.VerifyAsync([damaged])).Ok, Is.False);
        await File.WriteAllBytesAsync(damaged, [.. bytes, .. bytes]);
        Assert.That((await MosaicBackup.VerifyAsync([damaged])).Ok, Is.False);
        File.Delete(damaged);
    }

    [Test]
    public async Task A_chunk_that_is_missing_exchanged_or_there_twice_is_found_even_with_a_new_checksum_of_the_whole([Values] bool encrypted)
    {
        var bytes = await File.ReadAllBytesAsync(_folder.File(encrypted ? "secret" : "full"));
        var frames = Frames(bytes);
        Assert.That(frames, Has.Count.GreaterThan(4));
        var (head, tail) = (bytes[..frames[0].Start], bytes[^48..]);
        byte[] Frame(int number) => bytes[frames[number].Start..frames[number].End];
        var all = Enumerable.Range(0, frames.Count).ToList();
        var orders = new Dictionary<string, IEnumerable<int>>(StringComparer.Ordinal)
        {
            ["missing"] = all.Where(static number => number != 1),
            ["exchanged"] = all.Select(static number => number switch { 1 => 2, 2 => 1, _ => number }),
            ["twice"] = all.SelectMany(static number => number == 1 ? [1, 1] : new[] { number }),
            ["last missing"] = all.Where(number => number != frames.Count - 2),
        };
        foreach (var (what, order) in orders)
        {
            var path = _folder.File("order");
            await File.WriteAllBytesAsync(path, Sealed([.. head, .. order.SelectMany(Frame)], frames[^1].End - frames[^1].Start, tail));
            var report = await MosaicBackup.VerifyAsync([path], encrypted ? Passphrase : null);
            Assert.That(report.Ok, Is.False, what);
        }

        if (encrypted)
        {
            // A chunk whose number was changed, with a checksum that fits.
            var moved = Frame(2);
            BinaryPrimitives.WriteInt32LittleEndian(moved.AsSpan(4), 1);
            SHA256.HashData([.. moved[..44], .. moved[76..]]).CopyTo(moved, 44);
            await File.WriteAllBytesAsync(_folder.File("order"), [.. head, .. Frame(0), .. moved, .. bytes[frames[2].Start..]]);
            Assert.That((await MosaicBackup.VerifyAsync([_folder.File("order")], Passphrase)).Problems.Single(), Does.Contain("encrypted there"));
        }
    }

    [Test]
    public async Task A_wrong_passphrase_is_told()
    {
        Assert.Multiple(() =>
        {
            Assert.That(async () => await MosaicBackup.VerifyAsync([_folder.File("secret")], "wrong"), Throws.TypeOf<BackupPassphraseException>());
            Assert.That(async () => await MosaicBackup.VerifyAsync([_folder.File("secret")]), Throws.TypeOf<BackupPassphraseException>());
            Assert.That(async () => await MosaicBackup.ReadManifestAsync(_folder.File("secret"), "wrong"), Throws.TypeOf<BackupPassphraseException>());
            Assert.That(
                async () => await MosaicBackup.RestoreAsync(_folder.File("secret"), _folder.File("b.mosaic"), "wrong"), Throws.TypeOf<BackupPassphraseException>());
        });
        Assert.That(_folder.Files.Where(static file => file.StartsWith("b.mosaic", StringComparison.Ordinal)), Is.Empty);
        Assert.That((await MosaicBackup.VerifyAsync([_folder.File("secret")], Passphrase)).Ok);
        Assert.That(await File.ReadAllTextAsync(_folder.File("secret")), Does.Not.Contain("bees").And.Not.Contain("honey"));
    }

    [Test]
    public async Task A_wrong_chain_is_found()
    {
        var (full, next, last, other) = (_folder.File("full"), _folder.File("next"), _folder.File("last"), _folder.File("other"));
        string[][] wrong = [[next], [full, last], [other, next], [full, next, other], [next, full], [full, full]];
        foreach (var chain in wrong)
        {
            Assert.That((await MosaicBackup.VerifyAsync(chain)).Ok, Is.False, string.Join(", ", chain));
            Assert.That(async () => await MosaicBackup.RestoreAsync(chain, _folder.File("b.mosaic")), Throws.TypeOf<BackupCorruptException>());
        }

        Assert.That((await MosaicBackup.VerifyAsync([full, next, last])).Ok);
        Assert.That(_folder.Files.Where(static file => file.StartsWith("b.mosaic", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task A_damaged_backup_makes_no_store_and_carries_no_other_backup()
    {
        var bytes = await File.ReadAllBytesAsync(_folder.File("full"));
        bytes[bytes.Length / 2] ^= 1;
        var damaged = _folder.File("damaged too");
        await File.WriteAllBytesAsync(damaged, bytes);
        Assert.That(async () => await MosaicBackup.RestoreAsync([damaged], _folder.File("b.mosaic")), Throws.TypeOf<BackupCorruptException>());
        Assert.That(_folder.Files.Where(static file => file.StartsWith("b.mosaic", StringComparison.Ordinal)), Is.Empty);

        await using var store = await MosaicEngine.OpenAsync(_folder.File("a.mosaic"), Quick);
        Assert.That(
            async () => await MosaicBackup.CreateAsync(store, _folder.File("on damage"), new BackupOptions { Base = damaged }),
            Throws.TypeOf<BackupCorruptException>());
        File.Delete(damaged);
    }

    [Test]
    public async Task Any_file_is_refused_in_words()
    {
        await File.WriteAllTextAsync(_folder.File("text"), "not a backup at all, and longer than a header is");
        Assert.Multiple(() =>
        {
            Assert.That(async () => await MosaicBackup.ReadManifestAsync(_folder.File("text")), Throws.TypeOf<BackupCorruptException>());
            Assert.That(async () => await MosaicBackup.ReadManifestAsync(_folder.File("absent")), Throws.TypeOf<BackupCorruptException>());
        });
        Assert.That((await MosaicBackup.VerifyAsync(_folder.File("text"))).Problems.Single(), Does.Contain("begin"));
    }

    /// <summary>The frames' places; the manifest's is the last.</summary>
    private static List<(int Start, int End)> Frames(byte[] bytes)
    {
        var frames = new List<(int, int)>();
        var at = 8 + 4 + BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(8)) + 32;
        while (at < bytes.Length - 48)
        {
            var end = at + 76 + BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at + 12));
            frames.Add((at, end));
            at = end;
        }

        return frames;
    }

    private static byte[] Sealed(byte[] body, int manifestBytes, byte[] trailer)
    {
        var end = (byte[])trailer.Clone();
        BinaryPrimitives.WriteInt64LittleEndian(end, body.Length - manifestBytes);
        SHA256.HashData(body).CopyTo(end, 8);
        return [.. body, .. end];
    }
}
