using System.Diagnostics;
using NUnit.Framework;

namespace Mosaic.Samples;

/// <summary>The README's example is a program of this solution, and does what the page says.</summary>
public sealed class ReadmeExampleTests
{
    [Test]
    public void The_page_shows_the_sample_word_for_word()
    {
        var page = File.ReadAllText(Path.Combine(SampleProgram.Repository, "README.md")).ReplaceLineEndings("\n");
        var start = page.IndexOf("```csharp\n", StringComparison.Ordinal) + "```csharp\n".Length;
        var example = page[start..page.IndexOf("```", start, StringComparison.Ordinal)];

        Assert.That(example, Is.EqualTo(File.ReadAllText(Path.Combine(SampleProgram.Repository, "samples", "Minimal", "Program.cs")).ReplaceLineEndings("\n")));
    }

    [Test]
    public async Task The_sample_runs_and_finds_its_note()
    {
        var temporary = Directory.CreateTempSubdirectory("mosaic-minimal-");
        try
        {
            var start = new ProcessStartInfo("dotnet", [SampleProgram.Find("Minimal")]) { RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["TMPDIR"] = start.Environment["TMP"] = temporary.FullName;
            using var process = Process.Start(start)!;
            var text = await process.StandardOutput.ReadToEndAsync();
            var errors = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();

            Assert.Multiple(() =>
            {
                Assert.That(process.ExitCode, Is.Zero, errors);
                Assert.That(text.Trim(), Is.EqualTo("Oats, milk and two lemons for Sunday's cake"));
                Assert.That(temporary.GetFiles().Select(static file => file.Name), Is.EqualTo(new[] { "minimal.mosaic" }));
            });
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }
}
