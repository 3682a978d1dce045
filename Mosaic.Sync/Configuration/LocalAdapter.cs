namespace Mosaic.Configuration;

/// <summary>Opens the local tier: <see cref="MosaicEngine"/>.</summary>
internal static class LocalAdapter
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public static async ValueTask<IMosaic> OpenAsync(MosaicConfiguration configuration, CancellationToken cancellationToken)
    {
        var path = configuration.GetLocalPath();
        var options = configuration.CreateOptions();
        if (configuration.Local.Path is null && !options.ReadOnly)
        {
            CreatePrivate(Path.GetDirectoryName(path)!);
        }

        return await MosaicEngine.OpenAsync(path, options, cancellationToken).ConfigureAwait(false);
    }

    // What is among the user's data is the user's alone; a folder given by path is created with the mode that the process gives.
    private static void CreatePrivate(string folder)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
            }
            else
            {
                Directory.CreateDirectory(folder, Private);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MosaicException($"The folder {folder} of the user's data cannot be created.", error)
            {
                Operation = "open",
                Target = folder,
                Hint = $"Set {ConfigurationFields.LocalPath} (MOSAIC_PATH) to a file in a folder that this user may write.",
            };
        }
    }
}
