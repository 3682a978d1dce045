using System.Collections;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Configuration;

/// <summary>Each test in an empty folder that is the current one, with the user's data beside it, and no variable of Mosaic's set.</summary>
[NonParallelizable]
public abstract class ConfigurationFixture
{
    private readonly Dictionary<string, string?> _before = [];
    private string _folderBefore = "";

    protected string Folder { get; private set; } = "";

    [SetUp]
    public void Enter()
    {
        _folderBefore = Environment.CurrentDirectory;
        Folder = Directory.CreateTempSubdirectory("mosaic-configuration-").FullName;
        Environment.CurrentDirectory = Folder;
        Folder = Environment.CurrentDirectory; // where a link was followed, the path that others see
        foreach (var name in Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => (string)entry.Key).ToList())
        {
            if (name.StartsWith("MOSAIC_", StringComparison.OrdinalIgnoreCase))
            {
                Set(name, null);
            }
        }

        Set("XDG_DATA_HOME", Path.Combine(Folder, "data"));
    }

    [TearDown]
    public void Leave()
    {
        Environment.CurrentDirectory = _folderBefore;
        foreach (var (name, value) in _before)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        _before.Clear();
        Directory.Delete(Folder, recursive: true);
    }

    protected void Set(string variable, string? value)
    {
        _before.TryAdd(variable, Environment.GetEnvironmentVariable(variable));
        Environment.SetEnvironmentVariable(variable, value);
    }

    protected string WriteFile(string text, string name = "mosaic.json")
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    protected static MosaicConfigurationException Refused(Action load) => Assert.Throws<MosaicConfigurationException>(load)!;

    /// <summary>The one problem of loading the file <paramref name="json"/>.</summary>
    protected ConfigurationProblem Problem(string json)
    {
        WriteFile(json);
        var error = Refused(() => MosaicConfiguration.Load());
        Assert.That(error.Problems, Has.Count.EqualTo(1), error.Message);
        return error.Problems[0];
    }
}
