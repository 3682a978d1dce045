using Mosaic.Embedded.Tests;
using NUnit.Framework;

namespace Mosaic.Samples;

/// <summary>A folder of texts and a data folder for each test.</summary>
public abstract class QuickStartFixture
{
    private TemporaryFolder _texts = null!;
    private TemporaryFolder _data = null!;

    private protected string Folder => _texts.Path;

    private protected string Data => _data.Path;

    [SetUp]
    public void CreateFolders()
    {
        _texts = new TemporaryFolder();
        _data = new TemporaryFolder();
    }

    [TearDown]
    public void DeleteFolders()
    {
        _texts.Dispose();
        _data.Dispose();
    }

    private protected string PathOf(string name) => Path.Combine(Folder, name);

    private protected void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllText(PathOf(name), text);
    }

    private protected Task<QuickStartResult> AskAsync(string words) => QuickStartProcess.RunAsync(Folder, "--data", Data, "--ask", words);

    private protected Task<QuickStartResult> DigestAsync() => QuickStartProcess.RunAsync(Folder, "--data", Data, "--digest");
}
