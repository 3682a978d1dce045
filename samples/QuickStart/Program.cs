Console.WriteLine("Nothing here yet.");
