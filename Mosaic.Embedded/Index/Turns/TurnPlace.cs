namespace Mosaic.Index.Turns;

/// <summary>A turn by its place.</summary>
internal readonly record struct TurnPlace(string User, string Session, int Number);
