using System.Diagnostics;
using NUnit.Framework;

namespace Mosaic.Samples;

/// <summary>The README's examples are programs of this solution, and do what the page says.</summary>
public sealed class ReadmeExampleTests
{
    private const string Note = "Oats, milk and two lemons for Sunday's cake\n";

    private const string Memories =
        """
        Turn of Ann: My *kitten* is called Miso. She is at the vet *today*.
        Insight of the agent: The *kitten* is ill.
        Insight of the agent: Ann has two *kittens*, Miso and Tofu.
        monday: 1 turn, in English
        Forgot 1 preference, 3 insights and 1 turn.

        """;

    [TestCase("Minimal", 0)]
    [TestCase("AgentMemory", 1)]
    public void The_page_shows_the_sample_word_for_word(string sample, int place)
    {
        const string fence = "```csharp\n";
        var page = File.ReadAllText(Path.Combine(SampleProgram.Repository, "README.md")).ReplaceLineEndings("\n");
        var example = page.Split(fence)[place + 1].Split("```")[0];

        Assert.That(example, Is.EqualTo(File.ReadAllText(Path.Combine(SampleProgram.Repository, "samples", sample, "Program.cs")).ReplaceLineEndings("\n")));
    }

    [TestCase("Minimal", "minimal.mosaic", Note)]
    [TestCase("AgentMemory", "agent.mosaic", Memories)]
    public async Task The_sample_runs_and_finds_what_it_stored(string sample, string file, string output)
    {
        var temporary = Directory.CreateTempSubdirectory("mosaic-sample-");
        try
        {
            var start = new ProcessStartInfo("dotnet", [SampleProgram.Find(sample)]) { RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["TMPDIR"] = start.Environment["TMP"] = temporary.FullName;
            using var process = Process.Start(start)!;
            var text = await process.StandardOutput.ReadToEndAsync();
            var errors = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();

            Assert.Multiple(() =>
            {
                Assert.That(process.ExitCode, Is.Zero, errors);
                Assert.That(text.ReplaceLineEndings("\n"), Is.EqualTo(output.ReplaceLineEndings("\n")));
                Assert.That(temporary.GetFiles().Select(static file => file.Name), Is.EqualTo(new[] { file }));
            });
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }
}
