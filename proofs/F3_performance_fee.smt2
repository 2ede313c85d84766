; F3  A performance fee is due only above the high-water mark, and is worth at most its part of the gain.
;
; Per share: price p and mark h in wad, phi the fee in wad, S supply. Worth due G = floor(S (p - h) phi / W^2);
; fee shares f = floor(G S / (N - G)) at NAV N = S p / W, so that they are worth at most G after dilution.

(declare-const S Int) (declare-const p Int) (declare-const h Int) (declare-const phi Int)
(declare-const G Int) (declare-const f Int) (declare-const N Int)
(define-fun W () Int 1000000000000000000)
(assert (and (> S 0) (>= p 0) (>= h 0) (>= phi 0) (<= phi W) (> N 0)))
(define-fun gain () Int (ite (> p h) (- p h) 0))
(define-fun due () Bool (and (<= (* G W W) (* S gain phi)) (< (* S gain phi) (* (+ G 1) W W))))
(define-fun minted () Bool (and (> N G) (<= (* f (- N G)) (* G S)) (< (* G S) (* (+ f 1) (- N G)))))

(echo "lemma: nothing is due at or below the mark")
(push) (assert due) (assert (<= p h)) (assert (not (= G 0))) (check-sat) (pop)

(echo "lemma: after dilution the fee shares are worth at most phi of the gain")
(push) (assert (>= G 0)) (assert due) (assert minted)
(assert (> (* f N W W) (* S gain phi (+ S f)))) (check-sat) (pop)

(echo "mutant: fee shares rounded up are worth more than what is due")
(push) (assert (>= G 0)) (assert (> N G)) (assert (and (>= (* f (- N G)) (* G S)) (> (* G S) (* (- f 1) (- N G)))))
(assert (> (* f N) (* G (+ S f)))) (check-sat) (pop)

(echo "mutant: the gain is taken as a magnitude")
(push) (define-fun moved () Int (ite (> p h) (- p h) (- h p)))
(assert (and (<= (* G W W) (* S moved phi)) (< (* S moved phi) (* (+ G 1) W W)))) (assert (<= p h)) (assert (not (= G 0)))
(check-sat) (pop)
