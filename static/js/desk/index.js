/** The reviewer's workbench: keys, the case that is swapped beside its list, and who else has it open. */
import { measureBar } from "./bar.js";
import { listenForKeys } from "./keys.js";
import { watchPresence } from "./presence.js";
import { swapCases } from "./swap.js";
import { guardTyped } from "./typed.js";

measureBar();
listenForKeys();
swapCases();
guardTyped();
watchPresence();
