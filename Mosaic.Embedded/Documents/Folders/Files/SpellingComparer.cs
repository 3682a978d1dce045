using System.Text;

namespace Mosaic.Documents.Folders.Files;

/// <summary>Takes names for one that differ by case alone, or by how accented letters are composed.</summary>
internal sealed class SpellingComparer : IEqualityComparer<string>
{
    public static readonly SpellingComparer Instance = new();

    public bool Equals(string? x, string? y) => StringComparer.OrdinalIgnoreCase.Equals(Composed(x), Composed(y));

    public int GetHashCode(string obj) => StringComparer.OrdinalIgnoreCase.GetHashCode(Composed(obj)!);

    private static string? Composed(string? name)
    {
        if (name is null || Ascii.IsValid(name))
        {
            return name;
        }

        try
        {
            return name.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            return name; // of a name that is no text
        }
    }
}
