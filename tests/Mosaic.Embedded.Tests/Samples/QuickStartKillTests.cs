using System.Diagnostics;
using System.Globalization;
using Mosaic.Embedded.Tests;
using Mosaic.Embedded.Tests.Crash;
using NUnit.Framework;

namespace Mosaic.Samples;

/// <summary>QuickStart is stopped and goes on.</summary>
public sealed class QuickStartKillTests : QuickStartFixture
{
    private static readonly int Kills = LongTests.Wanted ? 20 : 4;
    private static readonly int Texts = Kills * 60;

    [SetUp]
    public void WriteTexts()
    {
        for (var i = 0; i < Texts; i++)
        {
            var paragraphs = Enumerable.Range(0, 1 + (i % 4)).Select(part => string.Join(' ', Enumerable.Repeat($"text {i} part {part}", 40)));
            Write($"{i % 7}/{i}.md", string.Join("\n\n", paragraphs));
        }
    }

    [Test]
    public async Task Killed_and_begun_again_it_ends_with_the_store_of_a_run_that_was_not_killed()
    {
        var random = new Random(LongTests.Seed);
        using var quiet = new TemporaryFolder();
        var whole = await QuickStartProcess.RunAsync(Folder, "--data", quiet.Path, "--digest");
        var killed = 0;
        for (var turn = 0; turn < Kills; turn++)
        {
            // The last line before the death; each line of progress is a twentieth of what was left.
            var line = random.Next(5) == 0 ? "Found" : "Index";
            using var process = QuickStartProcess.Start(Folder, "--data", Data, "--digest");
            Assert.That(await process.ReadUntilAsync(line, line == "Index" ? random.Next(1, 4) : 1), Is.True, $"seed {LongTests.Seed}");
            killed += await process.KillAsync() ? 1 : 0;
        }

        var resumed = await DigestAsync();
        await using var store = await MosaicEngine.OpenAsync(resumed.Store);
        var stats = await store.Queue.GetStatsAsync("files");
        var check = await store.CheckAsync();

        Assert.Multiple(() =>
        {
            Assert.That(resumed.ExitCode, Is.Zero, resumed.Errors);
            Assert.That(killed, Is.GreaterThan(Kills / 2), "a run may be over before its death");
            Assert.That(resumed.Line("Digest"), Is.Not.Empty.And.EqualTo(whole.Line("Digest")), $"seed {LongTests.Seed}");
            Assert.That(stats.Waiting + stats.Scheduled + stats.Leased, Is.Zero);
            Assert.That(check.Problems, Is.Empty);
        });
    }

    [Test]
    [Platform(Exclude = "Win")]
    public async Task Told_to_stop_it_closes_the_store_and_the_next_run_goes_on()
    {
        using var process = QuickStartProcess.Start(Folder, "--data", Data, "--digest");
        Assert.That(await process.ReadUntilAsync("Index"), Is.True);
        using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        var stopped = await process.EndAsync();
        var resumed = await DigestAsync();

        Assert.Multiple(() =>
        {
            Assert.That(stopped.ExitCode, Is.EqualTo(130));
            Assert.That(stopped.Errors, Does.StartWith("Stopped."));
            Assert.That(resumed.Line("Store"), Does.Not.Contain("interrupted"));
            Assert.That(resumed.Line("Found"), Does.Not.Contain(" 0 unchanged"));
            Assert.That(resumed.Line("Digest"), Does.Contain($"{Texts.ToString("N0", CultureInfo.InvariantCulture)} files"));
        });
    }
}
