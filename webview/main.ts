import { connectToHost } from "./hostConnection.js";
import { ResultsPage } from "./page.js";
import { registerToolkit } from "./toolkit.js";

registerToolkit();
const root = document.getElementById("app");
if (root) new ResultsPage(root, connectToHost()).start();
