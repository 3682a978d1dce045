using System.Diagnostics;
using System.Globalization;
using System.Text;
using NUnit.Framework;

namespace Mosaic.Samples;

/// <summary>What can be wrong with folders, files and questions is said in a line, and the exit code tells it.</summary>
public sealed class QuickStartBadInputTests : QuickStartFixture
{
    [Test]
    public async Task A_file_that_cannot_be_read_is_told_the_others_are_indexed_and_the_next_run_tries_again()
    {
        Write("good.txt", "Readable words.\n");
        Write("held.txt", "Words that are held back.\n");
        QuickStartResult refused;
        await using (new FileStream(PathOf("held.txt"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            refused = await AskAsync("words");
        }

        var read = await AskAsync("words");

        Assert.Multiple(() =>
        {
            Assert.That(refused.ExitCode, Is.EqualTo(2));
            Assert.That(refused.Output, Does.Contain("held.txt: cannot be read").And.Contain("good.txt:1").And.Not.Contain("held.txt:1"));
            Assert.That(read.ExitCode, Is.Zero);
            Assert.That(read.Output, Does.Contain("held.txt:1"));
        });
    }

    [Test]
    [Platform(Exclude = "Win")]
    public async Task A_folder_that_vanishes_meanwhile_ends_the_run_and_empties_nothing()
    {
        Write("texts/good.txt", "Readable words.\n");
        Write("texts/held.txt", "Words that are held back.\n");
        QuickStartResult vanished;
        await using (new FileStream(PathOf("texts/held.txt"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            using var process = QuickStartProcess.Start(PathOf("texts"), "--data", Data, "--digest");
            Assert.That(await process.ReadUntilAsync("Index  1 of 2"), Is.True); // the other file is tried again for a while
            Directory.Move(PathOf("texts"), PathOf("away"));
            vanished = await process.EndAsync();
        }

        Directory.Move(PathOf("away"), PathOf("texts"));
        var back = await QuickStartProcess.RunAsync(PathOf("texts"), "--data", Data, "--digest");

        Assert.Multiple(() =>
        {
            Assert.That(vanished.ExitCode, Is.EqualTo(1));
            Assert.That(Lines(vanished.Errors), Has.Length.EqualTo(1).And.Some.Contains("There is no folder"));
            Assert.That(back.Line("Found"), Is.EqualTo("Found  2 files: 1 new, 0 changed, 1 unchanged; 0 deleted"));
            Assert.That(back.Line("Digest"), Does.EndWith("2 files and 2 passages"));
        });
    }

    [Test]
    public async Task Files_that_are_no_text_or_too_large_are_skipped_and_broken_UTF_8_is_read_with_replacements()
    {
        Write("good.txt", "The word at hand.\n");
        File.WriteAllBytes(PathOf("broken.txt"), [.. "caf"u8, 0xE9, .. " and the word\n"u8]);
        File.WriteAllBytes(PathOf("program"), [0x7F, (byte)'E', (byte)'L', (byte)'F', 0, 0, .. "the word"u8]);
        File.WriteAllBytes(PathOf("utf16.txt"), [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("also the word\n")]);
        Write("empty.txt", "");
        await using (var large = File.Create(PathOf("large.log")))
        {
            large.SetLength(200_000_000);
        }

        var run = await AskAsync("word");
        var again = await AskAsync("word");

        Assert.Multiple(() =>
        {
            Assert.That(run.ExitCode, Is.Zero, run.Errors);
            Assert.That(run.Output, Does.Contain("large.log: skipped: 200.0 MB"));
            Assert.That(run.Output, Does.Contain("broken.txt: broken UTF-8").And.Contain("caf\uFFFD and the *word*"));
            Assert.That(run.Output, Does.Contain("program: binary").And.Not.Contain("program:1"));
            Assert.That(run.Output, Does.Contain("utf16.txt:1").And.Contain("good.txt:1"));
            Assert.That(again.Line("Found"), Does.Contain("0 new, 0 changed, 4 unchanged"));
            Assert.That(again.Output, Does.Contain("large.log: skipped"));
        });
    }

    [Test]
    [Platform(Exclude = "Win")]
    public async Task A_pipe_is_not_opened_and_a_link_not_followed()
    {
        Write("good.txt", "Some words.\n");
        File.CreateSymbolicLink(PathOf("loop"), Folder);
        using (var mkfifo = Process.Start("mkfifo", [PathOf("pipe.txt")]))
        {
            await mkfifo.WaitForExitAsync();
        }

        var run = await AskAsync("words");

        Assert.Multiple(() =>
        {
            Assert.That(run.ExitCode, Is.Zero, run.Errors);
            Assert.That(run.Line("Found"), Does.StartWith("Found  1 file:"));
        });
    }

    [Test]
    public async Task Escape_sequences_in_a_text_do_not_reach_the_terminal()
    {
        Write("hostile.txt", "word \u001b]0;title\u0007 \u001b[2J [red]markup[/] \u202E reversed\n");

        var run = await AskAsync("word");

        Assert.Multiple(() =>
        {
            Assert.That(run.Output, Does.Contain("[red]markup[/]"), run.Errors);
            Assert.That(run.Output.IndexOfAny(['\u001b', '\u0007', '\u202E']), Is.Negative);
        });
    }

    [TestCase("the of and")]
    [TestCase("???")]
    [TestCase("xyzzyplugh")]
    public async Task A_question_that_says_nothing_ends_well(string question)
    {
        Write("good.txt", "Words of the day, and of the night.\n");

        var run = await AskAsync(question);

        Assert.That(run.ExitCode, Is.Zero, run.Errors);
    }

    [Test]
    public async Task An_empty_folder_is_told_and_is_no_error()
    {
        var run = await AskAsync("anything");

        Assert.Multiple(() =>
        {
            Assert.That(run.ExitCode, Is.Zero, run.Errors);
            Assert.That(run.Output, Does.Contain("There is no text in this folder."));
        });
    }

    [Test]
    public async Task Without_its_folder_it_says_so()
    {
        Write("file.txt", "A file.\n");

        var missing = await QuickStartProcess.RunAsync(PathOf("missing"), "--data", Data);
        var file = await QuickStartProcess.RunAsync(PathOf("file.txt"), "--data", Data);
        var option = await QuickStartProcess.RunAsync("--bogus", "--data", Data);

        Assert.Multiple(() =>
        {
            Assert.That(missing.ExitCode, Is.EqualTo(1));
            Assert.That(missing.Errors, Does.StartWith("There is no folder").And.Contain("missing"));
            Assert.That(file.ExitCode, Is.EqualTo(1));
            Assert.That(file.Errors, Does.Contain("is a file"));
            Assert.That(option.ExitCode, Is.EqualTo(1));
            Assert.That(option.Errors, Does.Contain("There is no option '--bogus'."));
        });
    }

    [Test]
    public async Task A_data_folder_that_cannot_be_made_or_is_inside_the_folder_is_refused()
    {
        Write("file.txt", "A file.\n");

        var below = await QuickStartProcess.RunAsync(Folder, "--data", PathOf("data"));
        var impossible = await QuickStartProcess.RunAsync(Data, "--data", PathOf("file.txt/data"));

        Assert.Multiple(() =>
        {
            Assert.That(below.ExitCode, Is.EqualTo(1));
            Assert.That(below.Errors, Does.Contain("inside the folder to index"));
            Assert.That(Directory.Exists(PathOf("data")), Is.False);
            Assert.That(impossible.ExitCode, Is.EqualTo(1));
            Assert.That(Lines(impossible.Errors), Has.Length.EqualTo(1).And.Some.Contains("file.txt"));
        });
    }

    [Test]
    public async Task A_store_that_another_process_owns_is_told_with_its_owner()
    {
        Write("file.txt", "A file.\n");
        var run = await AskAsync("file");
        await using var owner = await MosaicEngine.OpenAsync(run.Store);

        var refused = await AskAsync("file");

        Assert.Multiple(() =>
        {
            Assert.That(refused.ExitCode, Is.EqualTo(1));
            Assert.That(Lines(refused.Errors), Has.Length.EqualTo(1));
            Assert.That(refused.Errors, Does.Contain($"process {Environment.ProcessId.ToString(CultureInfo.InvariantCulture)} "));
        });
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
