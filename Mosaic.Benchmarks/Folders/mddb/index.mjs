// Indexes a folder as mddb's quick start does, into a fresh database; mddb leaves what it found in .markdowndb/files.json.
import { MarkdownDB } from "mddb";

const [folder, database] = process.argv.slice(2);
const client = new MarkdownDB({ client: "sqlite3", connection: { filename: database } });
await client.init();
await client.indexFolder({ folderPath: folder });
process.exit(0);
