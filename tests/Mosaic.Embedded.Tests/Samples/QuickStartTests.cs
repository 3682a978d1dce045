using NUnit.Framework;

namespace Mosaic.Samples;

/// <summary>QuickStart follows a folder and answers.</summary>
public sealed class QuickStartTests : QuickStartFixture
{
    [Test]
    public async Task The_best_answer_is_told_with_file_line_and_mark()
    {
        Write("guide/tea.md", "# Tea\n\nBoil the water.\nPour it over the leaves and wait four minutes.\n");
        Write("guide/coffee.md", "# Coffee\n\nGrind the beans.\n");
        Write("bin/ignored.md", "leaves leaves leaves\n");

        var run = await AskAsync("how long do the leaves wait?");

        Assert.Multiple(() =>
        {
            Assert.That(run.ExitCode, Is.Zero, run.Errors);
            Assert.That(run.Line("Found"), Does.Contain("2 files: 2 new"));
            Assert.That(run.Line("1. "), Does.StartWith("1. guide/tea.md:4 "));
            Assert.That(run.Output, Does.Contain("over the *leaves* and *wait* four"));
            Assert.That(run.Output, Does.Not.Contain("coffee.md:").And.Not.Contain("ignored.md"));
        });
    }

    [Test]
    public async Task A_second_run_does_nothing()
    {
        Write("one.txt", "The first text.\n");
        Write("two.txt", "The second text.\n");
        var first = await DigestAsync();

        var second = await DigestAsync();

        Assert.Multiple(() =>
        {
            Assert.That(first.Line("Stored"), Does.StartWith("Stored 2 files with 2 passages"));
            Assert.That(second.Line("Found"), Is.EqualTo("Found  2 files: 0 new, 0 changed, 2 unchanged; 0 deleted"));
            Assert.That(second.Line("Stored"), Is.Empty);
            Assert.That(second.Line("Digest"), Is.Not.Empty.And.EqualTo(first.Line("Digest")));
        });
    }

    [Test]
    public async Task Changed_added_and_deleted_files_are_followed()
    {
        Write("kept.txt", "Kept as it is.\n");
        Write("changed.txt", "About walruses.\n");
        Write("deleted.txt", "About narwhals.\n");
        var before = await DigestAsync();
        Write("changed.txt", "About penguins instead.\n");
        Write("added.txt", "About seals.\n");
        File.Delete(PathOf("deleted.txt"));

        var after = await DigestAsync();
        var removed = await AskAsync("walruses narwhals");
        var found = await AskAsync("penguins seals");

        Assert.Multiple(() =>
        {
            Assert.That(after.Line("Found"), Is.EqualTo("Found  3 files: 1 new, 1 changed, 1 unchanged; 1 deleted"));
            Assert.That(after.Line("Digest"), Does.EndWith("3 files and 3 passages").And.Not.EqualTo(before.Line("Digest")));
            Assert.That(removed.Output, Does.Contain("nothing found"));
            Assert.That(found.Output, Does.Contain("added.txt:1").And.Contain("changed.txt:1"));
        });
    }

    [Test]
    public async Task A_file_with_another_time_and_the_same_content_keeps_its_passages()
    {
        Write("one.txt", "The same words.\n");
        var first = await DigestAsync();
        File.SetLastWriteTimeUtc(PathOf("one.txt"), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        var touched = await DigestAsync();
        var again = await DigestAsync();

        Assert.Multiple(() =>
        {
            Assert.That(touched.Line("Stored"), Does.Contain("1 with the same content"));
            Assert.That(touched.Line("Digest"), Is.EqualTo(first.Line("Digest")));
            Assert.That(again.Line("Found"), Does.Contain("1 unchanged"));
        });
    }

    /// <summary>The ids of its jobs have been used by then: for the version that comes back, and for its being gone.</summary>
    [Test]
    public async Task A_file_that_goes_and_comes_back_as_it_was_is_indexed_each_time()
    {
        var time = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        for (var turn = 0; turn < 2; turn++)
        {
            Write("one.txt", "Here today.\n");
            File.SetLastWriteTimeUtc(PathOf("one.txt"), time);
            var here = await DigestAsync();
            File.Delete(PathOf("one.txt"));
            var gone = await DigestAsync();

            Assert.Multiple(() =>
            {
                Assert.That(here.Line("Digest"), Does.EndWith("1 file and 1 passage"));
                Assert.That(gone.Line("Digest"), Does.EndWith("0 files and 0 passages"));
            });
        }
    }
}
